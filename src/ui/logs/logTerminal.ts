import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore, Slot } from '../../base/disposable.ts';
import type { LogSource } from '../../model/service.ts';
import type { TailPart } from '../../protocol/logs.ts';
import { ChannelError } from '../../protocol/rpc.ts';
import type { EngineClient } from '../engine/engineClient.ts';

export interface LogTerminalOptions {
  readonly engine: EngineClient;
  readonly clock: Clock;
  readonly onBug: (error: unknown, where: string) => void;
}

const LOOK_MS = 100;
/** Between two parts while there is more: what was written is shown first. */
const BREATH_MS = 10;
const AWAY_MS = 1_000;
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const dim = (text: string): string => `\u001b[2m${text}\u001b[22m\r\n`;

/** Logs in a terminal: the last records and what comes. Ctrl+C ends it, Enter goes on. The engine makes the text. */
export class LogTerminal implements vscode.Pseudoterminal {
  readonly #sources: readonly LogSource[];
  readonly #options: LogTerminalOptions;
  readonly #store = new DisposableStore();
  readonly #write = this.#store.own(new vscode.EventEmitter<string>());
  readonly #close = this.#store.own(new vscode.EventEmitter<void>());
  readonly #timer = this.#store.own(new Slot<Disposable>());
  readonly #tailId = randomUUID();
  #isOpen = false;
  #isEnded = false;
  #showsPast = true;

  readonly onDidWrite = this.#write.event;
  readonly onDidClose = this.#close.event;

  constructor(sources: readonly LogSource[], options: LogTerminalOptions) {
    this.#sources = sources;
    this.#options = options;
  }

  open(): void {
    this.#options.engine.start();
    this.#plan(0);
  }

  close(): void {
    this.#end();
    this.#store.dispose();
  }

  handleInput(data: string): void {
    if (this.#isEnded) {
      if (data !== '\r') return this.#close.fire();
      this.#isEnded = false;
      this.#plan(0);
    } else if (data === CTRL_C || data === CTRL_D) {
      this.#end();
      this.#write.fire(`\r\n${dim(vscode.l10n.t('Ended. Enter goes on, any other key closes.'))}`);
    }
  }

  #plan(delayMs: number): void {
    if (this.#isEnded) return;
    this.#timer.set(
      this.#options.clock.setTimeout(() => {
        this.#read().then(
          (nextMs) => this.#plan(nextMs),
          (error: unknown) => {
            this.#options.onBug(error, 'a log in a terminal');
            this.#plan(AWAY_MS);
          },
        );
      }, delayMs),
    );
  }

  /** Writes what came, and tells when to look again. */
  async #read(): Promise<number> {
    const { engine } = this.#options;
    try {
      if (!this.#isOpen) {
        const request = { tailId: this.#tailId, sources: this.#sources, showsPast: this.#showsPast };
        await engine.request('openTail', [request]);
        this.#isOpen = true;
        this.#showsPast = false;
      }
      const part: TailPart | undefined = await engine.request('readTail', [this.#tailId]);
      // What comes after the end is not shown.
      if (this.#isEnded) return AWAY_MS;
      if (part === undefined) this.#lost();
      else if (part.text !== '') this.#write.fire(part.text);
      return part?.hasMore === true ? BREATH_MS : LOOK_MS;
    } catch (error) {
      if (!(error instanceof ChannelError) || error.code === 'remote') throw error;
      if (this.#isOpen) this.#lost();
      return AWAY_MS;
    }
  }

  /** The engine is there anew, or not yet again. */
  #lost(): void {
    this.#isOpen = false;
    this.#write.fire(dim(vscode.l10n.t('The engine was started again; what was written meanwhile is not shown.')));
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#timer.set(undefined);
    this.#isOpen = false;
    this.#options.engine.request('closeTail', [this.#tailId]).catch((error: unknown) => {
      // An engine that is gone has closed it already.
      if (!(error instanceof ChannelError)) this.#options.onBug(error, 'closing a log in a terminal');
    });
  }
}

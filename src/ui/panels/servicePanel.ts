import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore, Slot } from '../../base/disposable.ts';
import type { CapturedResponse } from '../../model/probe.ts';
import type { ServiceState } from '../../model/state.ts';
import type { Incident } from '../../model/uptime.ts';
import { Channel, ChannelError, type RequestHandlers } from '../../protocol/rpc.ts';
import {
  type PanelContent,
  type PanelHostSide,
  type PanelPageSide,
  RANGES_MS,
  type RangeName,
} from '../../protocol/webview.ts';
import { COMMANDS } from '../contributions.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { nodeId } from '../tree/treeNodes.ts';
import { checkFlag, checkMoment, checkProbeId, checkRange, checkSignal } from './panelChecks.ts';
import type { EventBook } from '../timeline/eventBook.ts';
import { panelPort, showPage } from './panelPage.ts';
import { readRecord } from './readRecord.ts';
import { whyRestricted } from './restricted.ts';

export interface ServicePanelOptions {
  readonly engine: EngineClient;
  readonly extensionUri: vscode.Uri;
  readonly setPaused: (serviceId: string, paused: boolean) => Promise<void>;
  /** What happened in the workspace. */
  readonly events: () => Promise<EventBook>;
  readonly showIncident: (service: ServiceState, incident: Incident, response: CapturedResponse) => Promise<void>;
  readonly onBug: (error: unknown, where: string) => void;
}

const MESSAGES = {
  notRunning: () => vscode.l10n.t('The engine is starting.'),
  restarting: () => vscode.l10n.t('The engine ended and is started again. What is shown may be old.'),
  noResponse: () => vscode.l10n.t('The response of this incident is not kept any more.'),
  noService: (id: string) =>
    whyRestricted() ?? vscode.l10n.t('The settings have no service "{0}", or it is not watched here.', id),
};

/** One panel about one service: gives the page what the engine tells, and runs what the page asks for, once it is checked. */
export class ServicePanel implements vscode.Disposable {
  readonly serviceId: string;
  readonly #panel: vscode.WebviewPanel;
  readonly #options: ServicePanelOptions;
  readonly #store = new DisposableStore();
  readonly #channel: Channel<PanelHostSide, PanelPageSide>;
  readonly #viewId = randomUUID();
  readonly #events = this.#store.own(new Slot());
  #range: RangeName | undefined;
  /** The incidents that the page was told of: it may ask for their responses, and for no others. */
  #incidents: readonly Incident[] = [];
  #icon = '';
  /** The timeline is to be shown once the page is there. */
  #timeline = false;
  /** The chart that is to be shown once the page is there. */
  #metric: string | undefined;

  constructor(panel: vscode.WebviewPanel, serviceId: string, options: ServicePanelOptions) {
    this.serviceId = serviceId;
    this.#panel = panel;
    this.#options = options;
    const { engine, onBug } = options;
    this.#channel = this.#store.own(
      new Channel<PanelHostSide, PanelPageSide>({
        port: panelPort(panel),
        onBug,
        requests: this.#requests(),
      }),
    );
    this.#store.own(
      engine.onDidChangeView((delta) => delta.viewId === this.#viewId && this.#channel.notify('delta', [delta])),
    );
    this.#store.own(engine.onDidConnect(() => void this.#reopen()));
    this.#store.own(engine.onDidChangeState(() => this.#showNotice()));
    this.#store.own(engine.onDidChangeServices(() => this.#showIcon()));
    this.#store.own(panel.onDidChangeViewState(() => this.#panel.visible || this.#closeView()));
    this.#store.own({ dispose: () => this.#closeView() });
    this.#showIcon();
    showPage(panel, options.extensionUri, 'service', { serviceId });
  }

  /** Called once, when the user or the editor closes the panel. */
  onDidDispose(listener: () => void): void {
    this.#panel.onDidDispose(listener);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Brings the chart of a metric into view, at once or when the page is there. */
  showMetric(name: string): void {
    this.#metric = name;
    if (this.#range !== undefined) this.#showMetric();
  }

  /** Brings the timeline into view, at once or when the page is there. */
  showTimeline(): void {
    this.#timeline = true;
    if (this.#range !== undefined) this.#showTimeline();
  }

  #showTimeline(): void {
    if (this.#timeline) this.#channel.notify('showTimeline', []);
    this.#timeline = false;
  }

  #showMetric(): void {
    if (this.#metric !== undefined) this.#channel.notify('showMetric', [this.#metric]);
    this.#metric = undefined;
  }

  /** Ends what the panel holds; the panel itself is the editor's, which brings it back after a reload. */
  dispose(): void {
    this.#store.dispose();
  }

  get #service(): ServiceState | undefined {
    return this.#options.engine.services.get(this.serviceId);
  }

  #requests(): RequestHandlers<PanelHostSide['requests']> {
    const probeRow = (probeId: unknown): string | undefined => {
      const known = checkProbeId(probeId, this.#service);
      return known === undefined ? undefined : nodeId('probe', this.serviceId, known);
    };
    const run = async (command: string, row: string | undefined): Promise<void> => {
      if (row !== undefined) await vscode.commands.executeCommand(command, row);
    };
    const signalRow = (signal: unknown): string | undefined => {
      const known = checkSignal(signal, this.#service);
      return known === undefined ? undefined : nodeId('signal', this.serviceId, known);
    };
    const serviceRow = nodeId('service', this.serviceId);
    return {
      open: async (range) => {
        this.#range = checkRange(range) ?? '15m';
        // An icon that was set before the page was there is lost when the editor brings a panel back.
        this.#icon = '';
        this.#showIcon();
        const content = await this.#content(this.#range);
        this.#showNotice();
        this.#showMetric();
        this.#showTimeline();
        return content;
      },
      record: async () => {
        const record = await this.#orGone(readRecord(this.#options.engine, this.serviceId));
        this.#incidents = record?.incidents ?? [];
        return record;
      },
      events: () => this.#eventsFromNow(),
      around: async (atMs) => {
        const moment = checkMoment(atMs);
        if (moment === undefined) return undefined;
        return this.#orGone(this.#options.engine.request('serviceAround', [this.serviceId, moment]));
      },
      showIncident: (incidentId) => this.#showIncident(incidentId),
      refresh: () => run(COMMANDS.refresh, serviceRow),
      setPaused: (paused) => this.#options.setPaused(this.serviceId, checkFlag(paused)),
      showResponse: (probeId) => run(COMMANDS.showResponse, probeRow(probeId)),
      copyAsCurl: (probeId) => run(COMMANDS.copyAsCurl, probeRow(probeId)),
      openEndpoint: (probeId) => run(COMMANDS.openEndpoint, probeRow(probeId)),
      editSettings: () => run(COMMANDS.editSettings, serviceRow),
      copySignalQuery: (signal) => run(COMMANDS.copyMetricQuery, signalRow(signal)),
      openSignalQuery: (signal) => run(COMMANDS.queryMetric, signalRow(signal)),
      changeSignal: (signal) => run(COMMANDS.changeSignal, signalRow(signal)),
    };
  }

  async #content(range: RangeName): Promise<PanelContent> {
    const { engine } = this.#options;
    if (engine.state.kind !== 'running') {
      const isStopped = engine.state.kind === 'stopped';
      return { kind: 'message', message: isStopped ? MESSAGES.noService(this.serviceId) : MESSAGES.notRunning() };
    }
    const request = { viewId: this.#viewId, serviceId: this.serviceId, rangeMs: RANGES_MS[range] };
    try {
      const snapshot = await engine.request('openView', [request]);
      return snapshot === undefined
        ? { kind: 'message', message: MESSAGES.noService(this.serviceId) }
        : { kind: 'snapshot', snapshot };
    } catch (error) {
      if (error instanceof ChannelError) return { kind: 'message', message: MESSAGES.notRunning() };
      throw error;
    }
  }

  /** What happened so far; the page is told of what happens from then on. */
  async #eventsFromNow(): Promise<EventBook['all']> {
    const book = await this.#options.events();
    this.#events.set(book.onDidChange((event) => this.#channel.notify('event', [event])));
    return book.all;
  }

  async #showIncident(incidentId: unknown): Promise<void> {
    const service = this.#service;
    const incident = this.#incidents.find(({ id }) => id === incidentId);
    if (service === undefined || incident === undefined) return;
    const response = await this.#options.engine.request('incidentResponse', [incident.id]);
    if (response === undefined) void vscode.window.showInformationMessage(MESSAGES.noResponse());
    else await this.#options.showIncident(service, incident, response);
  }

  /** What the engine answers, or undefined where it is gone. */
  async #orGone<T>(answer: Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof ChannelError) return undefined;
      throw error;
    }
  }

  async #reopen(): Promise<void> {
    if (this.#range === undefined || !this.#panel.visible) return;
    this.#channel.notify('content', [await this.#content(this.#range)]);
  }

  #closeView(): void {
    if (this.#range === undefined) return;
    this.#range = undefined;
    this.#options.engine.request('closeView', [this.#viewId]).catch((error: unknown) => {
      // Where the engine is gone, so is the view.
      if (!(error instanceof ChannelError)) this.#options.onBug(error, 'closing a view');
    });
  }

  #showNotice(): void {
    const restarting = this.#options.engine.state.kind === 'restarting';
    this.#channel.notify('notice', [restarting ? MESSAGES.restarting() : '']);
  }

  #showIcon(): void {
    const status = this.#service?.status ?? 'unknown';
    if (status === this.#icon) return;
    this.#icon = status;
    const file = (theme: 'light' | 'dark'): vscode.Uri =>
      vscode.Uri.joinPath(this.#options.extensionUri, 'media', 'status', `${status}-${theme}.svg`);
    this.#panel.iconPath = { light: file('light'), dark: file('dark') };
  }
}

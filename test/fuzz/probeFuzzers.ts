import assert from 'node:assert/strict';
import { discoverServices } from '../../src/engine/discover/discoverServices.ts';
import { readExportedLiteral } from '../../src/engine/discover/jsLiteral.ts';
import { decodeHealthResponse } from '../../src/engine/probes/grpc/healthMessages.ts';
import { FrameReader, type Message } from '../../src/engine/probes/websocket/frames.ts';
import { readPush } from '../../src/engine/push/readPush.ts';
import { seeded } from '../support/seeded.ts';
import type { Fuzzer } from './fuzzer.ts';

/** Frames of a server: a text in two parts with a ping between them, a binary message, a close. */
const FRAMES = Buffer.from('010268658902686980036c6c6f8203010203880203e8', 'hex');
const MAX_BYTES = 4096;

/** Damaged and random frames, in pieces of any size: they end, within bounds, and say the same however they are cut. */
export const frameFuzzer: Fuzzer = {
  name: 'WebSocket frames and gRPC messages',
  start: (seed) => (round) => {
    const random = seeded(seed * 1_000_003 + round);
    const bytes =
      round % 2 === 0
        ? Buffer.from(Array.from({ length: Math.floor(random() * 64) }, () => Math.floor(random() * 256)))
        : damagedBytes(FRAMES, random);
    return {
      text: bytes.toString('hex'),
      check: () => {
        const whole = new FrameReader(MAX_BYTES).push(bytes);
        const cut = new FrameReader(MAX_BYTES);
        const messages: Message[] = [];
        let error: string | undefined;
        for (let at = 0; at < bytes.length && error === undefined;) {
          const next = at + 1 + Math.floor(random() * 8);
          const read = cut.push(bytes.subarray(at, next));
          messages.push(...read.messages);
          error = read.error;
          at = next;
        }
        assert.equal(error, whole.error);
        assert.deepEqual(messages, whole.messages);
        for (const { payload } of messages) assert.ok(payload.length <= bytes.length);
        decodeHealthResponse(bytes);
      },
    };
  },
};

const FILES: Readonly<Record<string, string>> = {
  'ecosystem.config.js':
    "module.exports = { apps: [{ name: 'api', /* x */ script: f(1, '}'), env: { PORT: 3000, A: `${b}` } }, // y\n] };",
  'prometheus.yml':
    "scrape_configs:\n  - job_name: api\n    basic_auth: { username: a, password: b }\n    static_configs: [{ targets: ['a:1'] }]\n    file_sd_configs: [{ files: ['../*.json'] }]\n",
  'compose.yml':
    'services:\n  api:\n    image: postgres:16\n    ports: ["5432:5432", { target: 1, published: 2 }]\n    healthcheck: { test: [CMD, curl, http://localhost:1/x] }\n',
  'pod.yml':
    'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: b, livenessProbe: { httpGet: { port: 1 } } }] }\n',
  'gatus.yml': 'endpoints: [{ name: a, url: "http://a", conditions: ["[STATUS] == 200", "[BODY].x[?@.y] > 1"] }]\n',
  'kuma.json': '{"monitorList":[{"id":1,"name":"a","type":"http","url":"http://a","headers":"{}"}]}',
  '.env': 'PORT=3000\nDATABASE_URL=postgres://a:b@c/d\n',
};

/** Damaged files of a workspace: whatever they say, they are read to their end, and nothing in them is run. */
export const discoverFuzzer: Fuzzer = {
  name: 'files of Discover',
  start: (seed) => (round) => {
    const random = seeded(seed * 1_000_003 + round);
    const paths = Object.keys(FILES);
    const path = paths[round % paths.length] ?? '';
    const text = damagedText(FILES[path] ?? '', random);
    return {
      text: `${path}: ${text}`,
      check: async () => {
        const found = await discoverServices([{ path, text }]);
        for (const { name, service } of found) assert.ok(name !== '' && Object.keys(service).length > 0);
        readExportedLiteral(text);
        const call = readPush('GET', `/push/${text}`, 0);
        assert.ok('refused' in call || call.beat.message.length <= 400);
      },
    };
  },
};

function damagedBytes(sound: Buffer, random: () => number): Buffer {
  const data = Buffer.from(sound.subarray(0, random() < 0.3 ? Math.floor(random() * sound.length) : sound.length));
  for (let hits = Math.floor(random() * 4); hits > 0 && data.length > 0; hits--)
    data[Math.floor(random() * data.length)] = Math.floor(random() * 256);
  return data;
}

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '"',
  "'",
  '`',
  '${',
  '&a ',
  '*a',
  '!!',
  '\n',
  '  ',
  '-',
  '|',
  '0',
  '__proto__',
  '/*',
];

function damagedText(sound: string, random: () => number): string {
  let text = sound;
  for (let hits = 1 + Math.floor(random() * 4); hits > 0; hits--) {
    const at = Math.floor(random() * (text.length + 1));
    const piece = PIECES[Math.floor(random() * PIECES.length)] ?? '';
    text = text.slice(0, at) + piece + text.slice(at + Math.floor(random() * 6));
  }
  return text;
}

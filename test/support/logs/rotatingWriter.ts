// A program that writes 50,000 numbered lines a second into a log and rotates it: node rotatingWriter.ts FILE WAY LINES
import { closeSync, copyFileSync, existsSync, openSync, renameSync, truncateSync, writeSync } from 'node:fs';

const [file = '', way = '', total = '0'] = process.argv.slice(2);
const PER_TICK = 500;
const TICK_MS = 10;
const LINES_A_FILE = 20_000;
let fd = openSync(file, 'a');
let next = 0;
let sinceRotation = 0;
let rotations = 0;
const startedMs = performance.now();

function rotate(): void {
  sinceRotation = 0;
  rotations++;
  if (way === 'copytruncate') {
    copyFileSync(file, `${file}-${rotations}`);
    truncateSync(file);
    return;
  }
  if (way === 'numbered') {
    for (let i = 30; i >= 1; i--) if (existsSync(`${file}.${i}`)) renameSync(`${file}.${i}`, `${file}.${i + 1}`);
    renameSync(file, `${file}.1`);
  } else renameSync(file, `${file}.${rotations}`);
  // The writer keeps the old file for a moment, as one that waits for its signal does.
  writeSync(fd, line(next++));
  closeSync(fd);
  fd = openSync(file, 'a');
}

function line(i: number): string {
  return `${JSON.stringify({ level: 30, time: 1_700_000_000_000 + i, msg: `line ${i}`, i })}\n`;
}

const timer = setInterval(() => {
  const due = Math.min(Number(total), Math.floor((performance.now() - startedMs) / TICK_MS) * PER_TICK);
  while (next < due) {
    let text = '';
    for (let i = 0; i < PER_TICK && next < due; i++) text += line(next++);
    writeSync(fd, text);
    sinceRotation += PER_TICK;
    if (sinceRotation >= LINES_A_FILE && way !== 'none') rotate();
  }
  if (next >= Number(total)) clearInterval(timer);
}, TICK_MS);

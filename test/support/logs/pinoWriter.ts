// A program that writes a log of Pino's lines and says what is in it: node pinoWriter.ts FILE BYTES
import { closeSync, openSync, writeSync } from 'node:fs';

const [file = '', sizeBytes = '0'] = process.argv.slice(2);
const fd = openSync(file, 'w');
let [lines, errors, written] = [0, 0, 0];
while (written < Number(sizeBytes)) {
  let text = '';
  for (let i = 0; i < 10_000; i++, lines++) {
    const isError = lines % 97 === 0;
    if (isError) errors++;
    text += `{"level":${isError ? 50 : 30},"time":${1_704_931_200_000 + lines},"pid":12345,"hostname":"server-1","service":"api","reqId":"req-${lines}","msg":"Request completed","method":"GET","path":"/payments/${lines % 1000}","userAgent":"Mozilla/5.0 (X11; Linux x86_64)","remote":"10.0.0.${lines % 250}","status":${isError ? 503 : 200},"duration":0.0${lines % 100},"n":${lines}}\n`;
  }
  written += writeSync(fd, text);
}
closeSync(fd);
console.log(JSON.stringify({ lines, errors }));

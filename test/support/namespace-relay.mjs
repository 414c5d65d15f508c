// Runs inside a network namespace: joins a Unix socket, which is seen everywhere, with a TCP port of in here.
import { connect, createServer } from 'node:net';
import process from 'node:process';

const [path, port] = process.argv.slice(2);
createServer((outer) => {
  const inner = connect(Number(port), '127.0.0.1');
  outer.pipe(inner).pipe(outer);
  outer.on('error', () => inner.destroy());
  inner.on('error', () => outer.destroy());
}).listen(path, () => process.stdout.write('ready\n'));

// A tunnel program as others make them: prints its URL, which is a port of its own on this machine, and passes every
// connection on to the port that it was given. Another port, and so another URL, at each start.
import { connect, createServer } from 'node:net';

const target = Number(process.argv[2]);

const server = createServer((visitor) => {
  const receiver = connect(target, '127.0.0.1');
  for (const [from, to] of [
    [visitor, receiver],
    [receiver, visitor],
  ]) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(
    `\u001b[1mTunnel:\u001b[0m http://otter.localhost:${server.address().port} -> 127.0.0.1:${target}\n`,
  );
  process.stdout.write(`pid ${process.pid}\n`);
});

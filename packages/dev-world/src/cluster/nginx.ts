import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const program = '/usr/sbin/nginx'

/** One address in front of several instances. Every answer names its instance in `x-served-by`. */
export interface Nginx {
  url: string
  stop(): Promise<void>
}

/**
 * Starts nginx on `port` in front of these instances (`host:port`). It
 * is a child of this process, with its files in a temporary folder.
 */
export async function startNginx(port: number, instances: string[]): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'bestie-nginx-'))
  const file = join(folder, 'nginx.conf')
  await writeFile(file, configuration(port, instances, folder))
  const server = spawn(program, ['-p', folder, '-c', file, '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(server, 'exit')
  // Awaited below or when nginx is stopped; a failed start is reported by the wait for the port.
  ended.catch(() => {})
  while (!(await answers(port))) {
    if (server.exitCode !== null || server.pid === undefined) throw new Error(`nginx did not start on port ${port}.`)
    await sleep(20)
  }
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * A websocket goes to any instance; the requests of a long-polling connection always go to
 * the same one. If nginx cannot connect to an instance, it sends the request to another, but
 * it never sends a request twice. An instance that came back is tried again within a second.
 *
 * The group for sockets never takes an instance for dead: nginx trusts an instance again only when a connection to it has ended
 * well, and a websocket does not end. After a rolling restart it would let in one of them in two seconds and refuse the rest.
 */
function configuration(port: number, instances: string[], folder: string): string {
  const servers = (trust: string) => instances.map((instance) => `server ${instance} ${trust};`).join(' ')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join('\n  ')
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log /dev/null;
worker_rlimit_nofile 20000;
events { worker_connections 18000; }
http {
  access_log off;
  ${temporary}
  map "$arg_transport:$arg_sid" $socket_key { "websocket:" $request_id; default $remote_addr; }
  map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
  upstream api { least_conn; ${servers('max_fails=1 fail_timeout=1s')} keepalive 32; }
  upstream sockets { hash $socket_key consistent; ${servers('max_fails=0')} }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    client_max_body_size 256k;
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host "";
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_connect_timeout 2s;
    proxy_next_upstream error timeout;
    add_header X-Served-By $upstream_addr always;
    location / { proxy_pass http://api; proxy_read_timeout 60s; }
    location /socket.io/ { proxy_pass http://sockets; proxy_buffering off; proxy_read_timeout 120s; }
  }
}
`
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1')
    probe.once('error', () => resolve(false))
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
  })
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { freePort } from '../../../dev/ports';
import { selfSigned } from '../../support/selfSigned';

const HOST = 'sheets.googleapis.com';

export interface GooglePlace {
	readonly port: number;
	readonly key: string;
	readonly cert: string;
}

/**
 * n8n's own nodes always call Google's real host. This proxy leads these calls to a server on this machine, and refuses all others.
 * n8n must be started with the variables in `env`.
 */
export class GoogleProxy {
	place!: GooglePlace;
	private readonly folder = mkdtempSync(path.join(os.tmpdir(), 'google-'));
	private readonly proxy = createServer((_request, response) => response.writeHead(403).end());
	/** Connections through the proxy. Its HTTP server no longer tracks them, so `close` has to end them. */
	private readonly tunnels = new Set<Duplex>();

	async start(): Promise<void> {
		this.place = { port: await freePort(), ...selfSigned(HOST) };
		writeFileSync(this.certificate, this.place.cert);
		this.proxy.on('connect', ({ url }, socket) => {
			this.tunnels.add(socket);
			socket.on('close', () => this.tunnels.delete(socket));
			if (url !== `${HOST}:443`) {
				socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
				return;
			}
			const google = connect(this.place.port, '127.0.0.1', () => {
				socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
				google.pipe(socket).pipe(google);
			});
			google.on('error', () => socket.destroy());
			socket.on('error', () => google.destroy());
		});
		await new Promise<void>((resolve) => this.proxy.listen(0, '127.0.0.1', resolve));
	}

	get env(): NodeJS.ProcessEnv {
		const proxy = `http://127.0.0.1:${(this.proxy.address() as AddressInfo).port}`;
		return { HTTPS_PROXY: proxy, https_proxy: proxy, NODE_EXTRA_CA_CERTS: this.certificate };
	}

	async close(): Promise<void> {
		for (const tunnel of this.tunnels) tunnel.destroy();
		this.proxy.closeAllConnections();
		await new Promise((resolve) => this.proxy.close(resolve));
		rmSync(this.folder, { recursive: true, force: true });
	}

	private get certificate(): string {
		return path.join(this.folder, 'google.pem');
	}
}

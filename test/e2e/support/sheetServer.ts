import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import https from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Duplex } from 'node:stream';

import { selfSigned } from '../../support/selfSigned';

const HOST = 'sheets.googleapis.com';
/** `Sheet1!C2`, as far as one letter reaches. */
const CELL = /!([A-Z])(\d+)$/;

type Cell = string | number;

/**
 * A Google sheet for n8n's own node, which always asks Google's address: a proxy leads there and nowhere else, so n8n
 * has to be started with `env`.
 */
export class SheetServer {
	/** As it is, with the names of the columns. */
	rows: Cell[][] = [];
	private readonly folder = mkdtempSync(path.join(os.tmpdir(), 'sheet-'));
	private readonly pair = selfSigned(HOST);
	private readonly google = https.createServer(this.pair, (request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const answer = this.answer(
				`${request.method} ${decodeURIComponent(request.url ?? '')}`,
				Buffer.concat(chunks).toString(),
			);
			response
				.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
				.end(JSON.stringify(answer ?? {}));
		});
	});
	private readonly proxy = createServer((_request, response) => response.writeHead(403).end());
	/** Through the proxy: it does not know them any more. */
	private readonly tunnels = new Set<Duplex>();

	async start(): Promise<void> {
		this.proxy.on('connect', ({ url }, socket) => {
			this.tunnels.add(socket);
			if (url !== `${HOST}:443`) {
				socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
				return;
			}
			const google = connect(portOf(this.google), '127.0.0.1', () => {
				socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
				google.pipe(socket).pipe(google);
			});
			google.on('error', () => socket.destroy());
			socket.on('error', () => google.destroy());
		});
		for (const server of [this.google, this.proxy]) {
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		}
		writeFileSync(this.certificate, this.pair.cert);
	}

	get env(): NodeJS.ProcessEnv {
		const proxy = `http://127.0.0.1:${portOf(this.proxy)}`;
		return { HTTPS_PROXY: proxy, https_proxy: proxy, NODE_EXTRA_CA_CERTS: this.certificate };
	}

	/** As if somebody had logged in with Google. */
	get credential() {
		return {
			name: 'Google Sheets account',
			type: 'googleSheetsOAuth2Api',
			data: {
				clientId: 'any',
				clientSecret: 'any',
				oauthTokenData: { access_token: 'any', token_type: 'Bearer' },
			},
		};
	}

	/** A column below its name. */
	column(name: string): Cell[] {
		const [names, ...rows] = this.rows;
		return rows.map((row) => row[names.indexOf(name)] ?? '');
	}

	async close(): Promise<void> {
		for (const tunnel of this.tunnels) tunnel.destroy();
		for (const server of [this.google, this.proxy]) {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
		rmSync(this.folder, { recursive: true, force: true });
	}

	private get certificate(): string {
		return path.join(this.folder, 'google.pem');
	}

	private answer(asked: string, body: string): object | undefined {
		if (/^POST \S+\/values:batchUpdate$/.test(asked)) {
			const { data } = JSON.parse(body) as { data: Array<{ range: string; values: Cell[][] }> };
			for (const { range, values } of data) this.write(range, values[0][0]);
			return {};
		}
		if (/^GET \S+\/values\//.test(asked)) return { values: this.rows };
		if (!asked.startsWith('GET /v4/spreadsheets/')) return undefined;
		const gridProperties = { rowCount: 1000, columnCount: 26 };
		return { sheets: [{ properties: { sheetId: 0, title: 'Sheet1', gridProperties } }] };
	}

	private write(range: string, value: Cell): void {
		const [, letter = '', row = ''] = CELL.exec(range) ?? [];
		this.rows[Number(row) - 1][letter.charCodeAt(0) - 'A'.charCodeAt(0)] = value;
	}
}

const portOf = (server: Server | https.Server) => (server.address() as AddressInfo).port;

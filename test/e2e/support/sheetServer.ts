import https from 'node:https';
import type { GooglePlace } from './googleProxy';

/** Columns have only one letter here. */
const CELL = /!([A-Z])(\d+)$/;

type Cell = string | number;

/** Simulates Google Sheets, with one sheet, for n8n's own node. */
export class SheetServer {
	/** The first row has the names of the columns. */
	rows: Cell[][] = [];
	private google?: https.Server;

	async start({ port, key, cert }: GooglePlace): Promise<void> {
		const google = https.createServer({ key, cert }, (request, response) => {
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
		this.google = google;
		await new Promise<void>((resolve) => google.listen(port, '127.0.0.1', resolve));
	}

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

	column(name: string): Cell[] {
		const [names, ...rows] = this.rows;
		return rows.map((row) => row[names.indexOf(name)] ?? '');
	}

	async close(): Promise<void> {
		this.google?.closeAllConnections();
		await new Promise((resolve) => this.google?.close(resolve));
	}

	private answer(request: string, body: string): object | undefined {
		if (/^POST \S+\/values:batchUpdate$/.test(request)) {
			const { data } = JSON.parse(body) as { data: Array<{ range: string; values: Cell[][] }> };
			for (const { range, values } of data) this.write(range, values[0][0]);
			return {};
		}
		if (/^GET \S+\/values\//.test(request)) return { values: this.rows };
		if (!request.startsWith('GET /v4/spreadsheets/')) return undefined;
		const gridProperties = { rowCount: 1000, columnCount: 26 };
		return { sheets: [{ properties: { sheetId: 0, title: 'Sheet1', gridProperties } }] };
	}

	private write(range: string, value: Cell): void {
		const [, letter = '', row = ''] = CELL.exec(range) ?? [];
		this.rows[Number(row) - 1][letter.charCodeAt(0) - 'A'.charCodeAt(0)] = value;
	}
}

import http from 'node:http';
import type { AddressInfo } from 'node:net';

interface Recorded {
	readonly method: string;
	readonly path: string;
	readonly query: Record<string, string>;
	/** The parsed JSON; undefined without a body. */
	readonly body: unknown;
}

export interface Recorder {
	readonly url: string;
	readonly requests: Recorded[];
	/** Answers, or functions of the body that return them, by method and path. Other requests are answered with an empty object. */
	readonly answers: Map<string, unknown>;
	close(): Promise<void>;
}

export async function startRecorder(): Promise<Recorder> {
	const requests: Recorded[] = [];
	const answers = new Map<string, unknown>();
	const server = http.createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method = '', url = '' } = request;
			const { pathname, searchParams } = new URL(url, 'http://localhost');
			const text = Buffer.concat(chunks).toString();
			const query = Object.fromEntries(searchParams);
			const body = text === '' ? undefined : asJson(text);
			requests.push({ method, path: pathname, query, body });
			const answer = answers.get(`${method} ${pathname}`) ?? {};
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(JSON.stringify(typeof answer === 'function' ? answer(body) : answer));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requests,
		answers,
		close: async () =>
			await new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

export const everybodyIsThere = ({ numbers }: { numbers: string[] }) =>
	numbers.map((number) => ({
		number,
		jid: `${number.replace(/@.*/, '')}@s.whatsapp.net`,
		exists: true,
	}));

function asJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

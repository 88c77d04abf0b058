import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import type { ServerKind } from '../../simulator/state/config';
import { foundWebhook, type WebhookFound } from '../e2e/support/foundWebhook';

interface Place {
	readonly url: string;
	readonly port: number;
	readonly key: string;
}

/** Runs the simulator as a separate process, which can be stopped and restarted at the same address. */
export class EvolutionServer {
	/** Time of the last start, Unix ms. The server has forgotten all earlier deliveries. */
	startedAt = 0;
	private child?: ChildProcess;
	private place: Place = { url: '', port: 0, key: '' };

	readonly config: { readonly server: ServerKind };

	/** @param file for the data that a real server has in its database */
	constructor(
		readonly file: string,
		private readonly kind: ServerKind,
	) {
		this.config = { server: kind };
	}

	get url(): string {
		return this.place.url;
	}

	get key(): string {
		return this.place.key;
	}

	async start(): Promise<void> {
		this.startedAt = Date.now();
		const program = path.join(__dirname, 'serverProcess.ts');
		this.child = fork(program, [this.file, String(this.place.port), this.kind], {
			execArgv: ['--import', require.resolve('tsx')],
		});
		const [answer] = (await Promise.race([
			once(this.child, 'message'),
			once(this.child, 'exit').then(([code]) => {
				throw new Error(`The simulator ended while it started, with exit code ${code}`);
			}),
		])) as [Place];
		this.place = answer;
	}

	async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		const { child } = this;
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const ended = once(child, 'exit');
		child.kill(signal);
		await ended;
	}

	async webhook(): Promise<WebhookFound | null> {
		return await foundWebhook(this.kind, async (method, route) => await this.ask(method, route));
	}

	async receive(from: string, text: string): Promise<string> {
		const body = { from, kind: 'text', text };
		const { key } = (await this.ask('POST', '/_sim/instances/demo/receive', body)) as {
			key: { id: string };
		};
		return key.id;
	}

	/** @throws {Error} if the server can't be reached, or refuses the request */
	private async ask(method: string, route: string, body?: object): Promise<unknown> {
		const response = await fetch(this.url + route, {
			method,
			headers: { 'content-type': 'application/json', apikey: this.key },
			body: body && JSON.stringify(body),
		});
		const answer = await response.text();
		if (!response.ok) throw new Error(`${route} was answered ${response.status}: ${answer}`);
		return JSON.parse(answer);
	}
}

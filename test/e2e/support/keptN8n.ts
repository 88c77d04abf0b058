/** Keeps one n8n running for several test files. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { startN8n, type RunningN8n } from '../../../dev/n8n/driver';
import { runtimeFolder } from '../../../dev/n8n/runtimeFolder';
import { fillUserFolder } from '../../../dev/n8n/userFolder';
import { GoogleProxy, type GooglePlace } from './googleProxy';

const CHECKOUT = path.join(__dirname, '../../..');
const LOGS = path.join(CHECKOUT, '.dev', 'ci');

/** Time limit for n8n's start, in ms. */
const START_MS = 280_000;

export interface N8nPlace {
	readonly url: string;
	readonly google: GooglePlace;
}

export const KEEPER = 'E2E_N8N_KEEPER';

export class N8nKeeper {
	private readonly kept = new Map<string, Promise<KeptN8n>>();
	private readonly server = createServer((request, response) => void this.hand(request, response));

	async start(): Promise<void> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		const { port } = this.server.address() as AddressInfo;
		process.env[KEEPER] = `http://127.0.0.1:${port}`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		this.server.close();
		const started = await Promise.allSettled(this.kept.values());
		await Promise.all(
			started.map(async (n8n) => n8n.status === 'fulfilled' && (await n8n.value.stop())),
		);
	}

	private async hand({ url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
		const worker = url.slice(1);
		let n8n = this.kept.get(worker);
		if (n8n === undefined) {
			n8n = KeptN8n.start(worker);
			this.kept.set(worker, n8n);
			// If this n8n doesn't start, or crashes, the next test gets a new one.
			const forget = () => this.kept.delete(worker);
			n8n.then(({ ended }) => void ended.then(forget), forget);
		}
		await n8n.then(
			({ place }) => response.end(JSON.stringify(place)),
			(error: Error) => response.writeHead(500).end(error.message),
		);
	}
}

class KeptN8n {
	private constructor(
		private readonly userFolder: string,
		private readonly proxy: GoogleProxy,
		private readonly n8n: RunningN8n,
	) {}

	static async start(worker: string): Promise<KeptN8n> {
		const userFolder = mkdtempSync(path.join(os.tmpdir(), 'kept-n8n-'));
		const proxy = new GoogleProxy();
		await proxy.start();
		mkdirSync(LOGS, { recursive: true });
		await fillUserFolder(runtimeFolder(), userFolder);
		const n8n = await startN8n({
			runtime: runtimeFolder(),
			userFolder,
			packageFolder: CHECKOUT,
			logFile: path.join(LOGS, `n8n-of-${worker}.log`),
			timeoutMs: START_MS,
			env: { ...proxy.env, N8N_ENABLED_MODULES: 'agents' },
		});
		return new KeptN8n(userFolder, proxy, n8n);
	}

	get place(): N8nPlace {
		return { url: this.n8n.url, google: this.proxy.place };
	}

	get ended(): Promise<unknown> {
		return this.n8n.ended;
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
		await this.proxy.close();
		rmSync(this.userFolder, { recursive: true, force: true });
	}
}

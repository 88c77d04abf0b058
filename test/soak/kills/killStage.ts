import { freePort } from '../../../dev/ports';
import { Server, Stage } from '../../e2e/support/triggerStage';
import type { Executions } from '../../e2e/support/executionsIn';

const WORKFLOWS = ['first', 'second', 'third'];
/** Waits between delivery attempts, ms. The server retries much longer than a real one, so n8n's slow start never causes a loss. */
const RETRY_MS = Array<number>(1_000).fill(3_000);

export interface KillOptions {
	readonly times: number;
	readonly seed: number;
	readonly keeps: 'all' | 'none';
	/** Folder of a built package; by default this checkout. */
	readonly packageFolder?: string;
	readonly say: (text: string) => void;
}

export interface Told {
	readonly id: string;
	readonly text: string;
}

/** Evolution Go with one instance, and an n8n with three workflows that listen to it. */
export class KillStage {
	readonly told: Told[] = [];
	readonly workflows = WORKFLOWS;
	/** Names of the workflows, by ID. */
	readonly ids = new Map<string, string>();
	readonly stage = new Stage('go');
	server!: Server;

	async start({ keeps, packageFolder }: KillOptions): Promise<void> {
		const env = {
			EXECUTIONS_DATA_SAVE_ON_SUCCESS: keeps,
			N8N_EXPRESSION_ENGINE: 'legacy',
			N8N_EVENTBUS_RECOVERY_MODE: 'simple',
			// A workflow whose activation was interrupted by a kill only becomes active after this time (by default, 120 s).
			N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '20',
		};
		// A fixed port, so that n8n has the same address after each restart.
		const port = await freePort();
		this.server = new Server({ env, port, ...(packageFolder !== undefined && { packageFolder }) });
		await this.stage.start();
		await this.stage.sim('/_sim/config', { webhookRetry: { delaysMs: RETRY_MS } });
		await this.server.start();
		for (const name of WORKFLOWS) this.ids.set(await this.server.create(this.stage, name), name);
		for (const id of this.ids.keys()) await this.server.n8n.client.listen(id);
	}

	async end(): Promise<void> {
		await this.server?.end();
		await this.stage.end();
	}

	async tell(): Promise<Told> {
		const text = `message ${this.told.length}.`;
		const from = `5511900000${100 + (this.told.length % 800)}`;
		const event = { from, kind: 'text', text };
		const { key } = (await this.stage.ask('POST', '/_sim/instances/demo/receive', event)) as {
			key: { id: string };
		};
		const one = { id: key.id, text };
		this.told.push(one);
		return one;
	}

	triesOf({ id }: Told) {
		return this.stage.simulator.state.deliveries.list().filter(({ messageId }) => messageId === id);
	}

	/** Tells whether the server has finished delivering the message, successfully or not. */
	isTaken(one: Told): boolean {
		return this.triesOf(one).some(({ final }) => final);
	}

	came(name: string, { text }: Told): number {
		return this.stage.counts(`/${name}/production`)[text] ?? 0;
	}
}

export const isIn = (stored: Executions, name: string, { text }: Told): boolean =>
	stored.get(name)?.has(text) === true;

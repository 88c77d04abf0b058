import type { Execution } from '../../../../dev/n8n/types';
import { isNight } from '../night';
import { until } from '../triggerStage';
import { ours, recipient, textsTo, workflow, type Account } from './nodes';
import type { Scene } from './scene';
import { countsOf, type Round, type Witness } from './witness';

const TEXT = 'Our shop is open again on Monday.';
/** Enough recipients that n8n is always killed before it has sent to the last one. */
const PEOPLE = Array.from({ length: isNight ? 70 : 30 }, (_, index) => `5511900007${100 + index}`);
const EACH = 4;

export class Broadcast implements Witness {
	private scene!: Scene;
	private id = '';
	private kills = 0;
	private last?: Execution;

	constructor(
		readonly name: string,
		private readonly on: { readonly server: 'api' | 'go'; readonly instance: string },
	) {}

	async setUp(scene: Scene): Promise<void> {
		this.scene = scene;
		const created = await scene.server.n8n.client.createWorkflow(
			workflow(this.name, [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
				{
					name: 'List',
					type: 'n8n-nodes-base.set',
					typeVersion: 3.4,
					parameters: { mode: 'raw', jsonOutput: JSON.stringify({ to: PEOPLE }), options: {} },
				},
				{
					name: 'Each',
					type: 'n8n-nodes-base.splitOut',
					typeVersion: 1,
					parameters: { fieldToSplitOut: 'to', options: {} },
				},
				await ours(scene.server, this.place(), 'Broadcast', {
					resource: 'message',
					operation: 'sendText',
					recipient: recipient('={{ $json.to }}'),
					text: TEXT,
					bulkSending: {
						deduplication: { values: { sentSince: '1' } },
						rateLimit: { values: { minDelay: 1, maxDelay: 2 } },
						output: 'items',
					},
				}),
			]),
		);
		this.id = created.id;
	}

	async begin({ isKill }: Round): Promise<void> {
		// Without a kill, n8n would finish the bulk sending before it stops.
		if (!isKill) return;
		this.kills++;
		const before = this.sent().length;
		await this.scene.server.n8n.client.run(this.id);
		await until(
			`${this.name} is half way`,
			() => this.sent().length >= Math.min(before + EACH, PEOPLE.length),
		);
	}

	async finish(): Promise<void> {
		this.last = await this.scene.run(this.id);
	}

	missing(): string[] {
		return [];
	}

	account(): string[] {
		const counts = countsOf(this.sent());
		const twice = [...counts].flatMap(([to, count]) =>
			count > 1 ? [`${this.name} sent to ${to} ${count} ×`] : [],
		);
		const lost = PEOPLE.filter((to) => !counts.has(to));
		// Evolution Go stores no messages. If a kill interrupts a send, no one can find out whether it succeeded, and it isn't repeated.
		const mayBeLost = this.on.server === 'go' ? this.kills : 0;
		if (lost.length <= mayBeLost) return twice;
		const never = `${this.name} never wrote to ${lost.join(', ')} (${mayBeLost} may be missing)`;
		return [...twice, `${never}; its last execution: ${this.told()}`];
	}

	private told(): string {
		const [run] = this.last?.data.resultData.runData.Broadcast ?? [];
		const items = run?.data?.main[0]?.map(({ json }) => json) ?? [];
		const others = items.filter(({ status }) => status !== 'sent' && status !== 'alreadySent');
		return JSON.stringify({ status: this.last?.status, error: run?.error?.message, others });
	}

	private place(): Account {
		return { stage: this.scene[this.on.server], instance: this.on.instance };
	}

	private sent(): string[] {
		return PEOPLE.flatMap((to) =>
			textsTo(this.place(), to).flatMap((text) => (text === TEXT ? [to] : [])),
		);
	}
}

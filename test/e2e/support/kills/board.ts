import { isDeepStrictEqual } from 'node:util';

import { until } from '../triggerStage';
import { start } from '../waitStage';
import { calledAs, ours, postTo, recipient, workflow } from './nodes';
import type { Scene } from './scene';
import type { Round, Witness } from './witness';

const GROUP = '120363020202020299@g.us';
const [ANA, BRUNO, CARLA, MEMBER] = [1, 2, 3, 4].map((digit) => `551190000900${digit}`);

/** A workflow that asks a group a question that only one of its members may decide. */
export class Board implements Witness {
	private scene!: Scene;

	constructor(
		readonly name: string,
		private readonly instance: string,
	) {}

	async setUp(scene: Scene): Promise<void> {
		this.scene = scene;
		await scene.api.sim(`/_sim/instances/${this.instance}/groups`, {
			id: GROUP,
			subject: 'Board',
			participants: [ANA, BRUNO, CARLA, MEMBER],
		});
		const decides = await this.create('decide', {
			acceptedAnswers: {
				values: { from: 'specificPeople', people: CARLA },
			},
		});
		await start(scene.server, 'decide', { to: GROUP, message: 'Shall we buy the oven?' });
		await until('the question is asked', async () => (await scene.waiting(decides)).length === 1);
		await this.says(MEMBER, 'Yes');
	}

	async whileAway({ number }: Round): Promise<void> {
		if (number === 2) await this.says(BRUNO, 'No');
	}

	async afterwards({ number }: Round): Promise<void> {
		if (number === 1) await this.says(ANA, 'yes');
	}

	async finish(): Promise<void> {
		await this.says(CARLA, 'Yes');
		await until('it is decided', () => this.decisions().length > 0);
	}

	missing(): string[] {
		return [];
	}

	account(): string[] {
		const is = this.decisions().map(({ approved, responder }) => [
			approved,
			Object(responder).number,
		]);
		const expected = [[true, CARLA]];
		return isDeepStrictEqual(is, expected)
			? []
			: [`${this.name}: ${JSON.stringify(is)}, expected ${JSON.stringify(expected)}`];
	}

	private decisions() {
		return this.scene.api.collector.at('/decide');
	}

	/** If n8n is running, the server has sent the event to n8n when this method returns. */
	private async says(from: string, text: string): Promise<void> {
		const event = { from, chat: GROUP, kind: 'text', text };
		await this.scene.receive(this.scene.api, this.instance, event);
	}

	private async create(name: string, options: object): Promise<string> {
		const { server, api } = this.scene;
		const created = await server.n8n.client.createWorkflow(
			workflow(name, [
				calledAs(name),
				await ours(server, { stage: api, instance: this.instance }, 'Ask', {
					resource: 'message',
					operation: 'sendAndWait',
					recipient: recipient('={{ $json.body.to }}'),
					message: '={{ $json.body.message }}',
					responseType: 'approval',
					showChoicesAs: 'numberedList',
					options,
				}),
				postTo(`${api.collector.url}/${name}`),
			]),
		);
		await server.n8n.client.listen(created.id);
		return created.id;
	}
}

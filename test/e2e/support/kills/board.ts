import { isDeepStrictEqual } from 'node:util';

import { until } from '../triggerStage';
import { start } from '../waitStage';
import { calledAs, ours, postTo, recipient, textsTo, workflow } from './nodes';
import type { Scene } from './scene';
import type { Round, Witness } from './witness';

const GROUP = '120363020202020299@g.us';
const [ANA, BRUNO, CARLA, MEMBER] = [1, 2, 3, 4].map((digit) => `551190000900${digit}`);
const OWNER = '5511900009005';
const SILENT = '5511900009006';
const CHIEF = '5511900009007';
const ONLY = 'Only the board decides this.';
const REMINDER = 'The board still has to answer.';
const INSTEAD = 'Nobody has answered yet.';

/** A question to a group in which two of three have to agree, and one to a person who never answers. Both go to somebody else after a minute. */
export class Board implements Witness {
	private scene!: Scene;

	constructor(
		readonly name: string,
		/** Of Evolution API, to whose messages a workflow listens. */
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
			whoMayAnswer: {
				values: { who: 'listed', people: [ANA, BRUNO, CARLA].join(), textForOthers: ONLY },
			},
			howManyMustAgree: { values: { howMany: 'number', number: 2, aNo: 'counts' } },
			remindAfter: { values: { amount: 1, unit: 'minutes', maxTimes: 1, text: REMINDER } },
			...escalateTo(OWNER),
		});
		const pays = await this.create('refund', escalateTo(CHIEF));
		await start(scene.server, 'decide', { to: GROUP, message: 'Shall we buy the oven?' });
		await start(scene.server, 'refund', { to: SILENT, message: 'Shall we pay it back?' });
		await until('both questions are asked', async () => {
			const waiting = await Promise.all([decides, pays].map(async (id) => await scene.waiting(id)));
			return waiting.every(({ length }) => length === 1);
		});
		await this.says(MEMBER, 'Yes');
		await until('the member is told who decides', () => this.sent(ONLY) === 1);
		await this.says(MEMBER, 'Yes!');
		await this.says(ANA, 'Yes');
	}

	async whileAway({ number }: Round): Promise<void> {
		if (number === 2) await this.says(BRUNO, 'No');
	}

	async afterwards({ number }: Round): Promise<void> {
		if (number === 1) await this.says(ANA, 'yes');
	}

	async finish(): Promise<void> {
		await until('the board is reminded', () => this.sent(REMINDER) > 0);
		for (const person of [OWNER, CHIEF])
			await until(`${person} is asked instead`, () => this.sent(INSTEAD, person) > 0);
		await this.says(CARLA, 'Yes');
		await this.receive({ from: CHIEF, kind: 'text', text: 'No' });
		await until('both are decided', () => this.decisions().flat().length >= 2);
	}

	missing(): string[] {
		return [];
	}

	account(): string[] {
		const [decided, refunded] = this.decisions();
		const votes = (item: Record<string, unknown> = {}) =>
			((item.votes ?? []) as Array<{ approved: boolean; responder: { number: string } }>).map(
				({ approved, responder }) => [responder.number, approved],
			);
		const responder = (item: Record<string, unknown> = {}) => Object(item.responder).number;
		const is = {
			decisions: decided.map((item) => [item.approved, votes(item)]),
			refunds: refunded.map((item) => [item.approved, responder(item)]),
			toldOnce: [this.sent(ONLY), this.sent(REMINDER)],
			askedInstead: [this.sent(INSTEAD, OWNER), this.sent(INSTEAD, CHIEF)],
		};
		const expected = {
			decisions: [[true, [ANA, BRUNO, CARLA].map((who) => [who, who !== BRUNO])]],
			refunds: [[false, CHIEF]],
			toldOnce: [1, 1],
			askedInstead: [1, 1],
		};
		return isDeepStrictEqual(is, expected)
			? []
			: [`${this.name}: ${JSON.stringify(is)}, expected ${JSON.stringify(expected)}`];
	}

	private decisions() {
		return ['decide', 'refund'].map((name) => this.scene.api.collector.at(`/${name}`));
	}

	/** In the group. The server tells n8n of it before this returns, unless n8n is away. */
	private async says(from: string, text: string): Promise<void> {
		await this.receive({ from, chat: GROUP, kind: 'text', text });
	}

	private async receive(event: object): Promise<void> {
		await this.scene.receive(this.scene.api, this.instance, event);
	}

	private sent(text: string, chat = GROUP): number {
		const account = { stage: this.scene.api, instance: this.instance };
		return textsTo(account, chat).filter((one) => one.includes(text)).length;
	}

	private async create(name: string, options: object): Promise<string> {
		const { server, api } = this.scene;
		const created = await server.n8n.client.createWorkflow(
			workflow(name, [
				calledAs(name),
				await ours(server, { stage: api, instance: this.instance }, 'Ask', {
					resource: 'conversation',
					operation: 'sendAndWait',
					recipient: recipient('={{ $json.body.to }}'),
					message: '={{ $json.body.message }}',
					responseType: 'approval',
					askWith: 'numbers',
					options,
				}),
				postTo(`${api.collector.url}/${name}`),
			]),
		);
		await server.n8n.client.listen(created.id);
		return created.id;
	}
}

const escalateTo = (to: string) => ({
	escalateTo: { values: { recipient: to, amount: 1, unit: 'minutes', text: INSTEAD } },
});

import { nodeType } from '../../../../dev/ourPackage';
import { until } from '../triggerStage';
import { start } from '../waitStage';
import { calledAs, ours, postTo, recipient, textsTo, workflow, type Account } from './nodes';
import type { Scene } from './scene';
import type { Round, Witness } from './witness';

// Tests people who have an open question when n8n stops. They answer while n8n is down, or after it has restarted.

const QUESTION = 'What is your name?';

abstract class Conversation implements Witness {
	protected scene!: Scene;
	protected id = '';
	protected readonly waits = new Map<string, string>();

	constructor(
		readonly name: string,
		private readonly prefix: string,
	) {}

	abstract setUp(scene: Scene): Promise<void>;
	abstract account(): string[];
	protected abstract ask(person: string): Promise<void>;
	protected abstract place(): Account;

	async begin({ number }: Round): Promise<void> {
		const before = await this.scene.waiting(this.id);
		const people = ['away', 'back'].map((when, index) => {
			const person = `${this.prefix}${number}${index}`;
			this.waits.set(person, `Answer ${number} ${when}`);
			return person;
		});
		for (const person of people) await this.ask(person);
		// n8n stores the status `waiting` only after the node has ended.
		await until(`both executions of ${this.name} wait`, async () => {
			const waiting = await this.scene.waiting(this.id);
			return waiting.filter((id) => !before.includes(id)).length === people.length;
		});
	}

	async whileAway({ number }: Round): Promise<void> {
		await this.answer(`${this.prefix}${number}0`);
	}

	async afterwards({ number }: Round): Promise<void> {
		await this.answer(`${this.prefix}${number}1`);
	}

	missing(): string[] {
		return this.account();
	}

	private async answer(person: string): Promise<void> {
		const { stage, instance } = this.place();
		const text = this.waits.get(person);
		await this.scene.receive(stage, instance, { from: person, kind: 'text', text });
	}
}

/** A typical first bot: On message received → Send and Wait → Send Text. Answers arrive through the bot's own trigger. */
export class AskingBot extends Conversation {
	async setUp(scene: Scene): Promise<void> {
		this.scene = scene;
		scene.addInstance('bot');
		const { server } = scene;
		const chat = recipient("={{ $('On message').item.json.chat }}");
		const trigger = await ours(server, this.place(), 'On message', { events: ['MESSAGES_UPSERT'] });
		const created = await server.n8n.client.createWorkflow(
			workflow(this.name, [
				{ ...trigger, type: nodeType('evolutionApiTrigger'), typeVersion: 2, webhookId: this.name },
				await ours(server, this.place(), 'Ask', {
					resource: 'message',
					operation: 'sendAndWait',
					recipient: chat,
					message: QUESTION,
					responseType: 'freeText',
				}),
				await ours(server, this.place(), 'Greet', {
					resource: 'message',
					operation: 'sendText',
					recipient: chat,
					text: '=Hello, {{ $json.text }}!',
				}),
			]),
		);
		this.id = created.id;
		await server.n8n.client.listen(this.id);
	}

	account(): string[] {
		return [...this.waits].flatMap(([person, answer]) => {
			const expected = [QUESTION, `Hello, ${answer}!`];
			const sent = textsTo(this.place(), person);
			return sent.join() === expected.join()
				? []
				: [
						`${this.name} sent ${JSON.stringify(sent)} to ${person}, not ${JSON.stringify(expected)}`,
					];
		});
	}

	protected place(): Account {
		return { stage: this.scene.api, instance: 'bot' };
	}

	protected async ask(person: string): Promise<void> {
		await this.scene.receive(this.scene.api, 'bot', { from: person, kind: 'text', text: 'hi' });
	}
}

export class Question extends Conversation {
	constructor(
		name: string,
		prefix: string,
		private readonly on: { readonly server: 'api' | 'go'; readonly instance: string },
	) {
		super(name, prefix);
	}

	async setUp(scene: Scene): Promise<void> {
		this.scene = scene;
		const { server, api } = scene;
		const created = await server.n8n.client.createWorkflow(
			workflow(this.name, [
				calledAs(this.name),
				await ours(server, this.place(), 'Ask', {
					resource: 'message',
					operation: 'sendAndWait',
					recipient: recipient('={{ $json.body.to }}'),
					message: '={{ $json.body.message }}',
					responseType: 'freeText',
				}),
				postTo(`${api.collector.url}/${this.name}`),
			]),
		);
		this.id = created.id;
		await server.n8n.client.listen(this.id);
	}

	account(): string[] {
		const got = this.scene.api.collector.at(`/${this.name}`).map(({ text }) => String(text));
		return [...this.waits].flatMap(([person, answer]) => {
			const came = got.filter((text) => text === answer).length;
			const questions = textsTo(this.place(), person).length;
			return came === 1 && questions === 1
				? []
				: [`${this.name} asked ${person} ${questions} × and got the answer ${came} ×`];
		});
	}

	protected place(): Account {
		return { stage: this.scene[this.on.server], instance: this.on.instance };
	}

	protected async ask(person: string): Promise<void> {
		await start(this.scene.server, this.name, { to: person, message: `Who are you, ${person}?` });
	}
}

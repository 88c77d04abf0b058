import type { NumberedMessage, Scene } from './scene';
import { countsOf, type Witness } from './witness';
import type { Stage } from '../triggerStage';

interface Listens {
	readonly server?: 'api' | 'go';
	/** The first is the trigger's instance. The others are its *Additional Instances*. */
	readonly instances: readonly [string, ...string[]];
	readonly method?: 'webSocket';
}

export class Listener implements Witness {
	private scene!: Scene;
	private stage!: Stage;
	private id = '';

	constructor(
		readonly name: string,
		private readonly how: Listens,
	) {}

	async setUp(scene: Scene): Promise<void> {
		this.scene = scene;
		this.stage = scene[this.how.server ?? 'api'];
		const [first, ...others] = this.how.instances;
		const { method } = this.how;
		const options = {
			...(others.length > 0 && {
				additionalInstances: { values: { include: 'byName', names: others.join(', ') } },
			}),
			...(method !== undefined && { connection: { values: { method } } }),
		};
		this.id = await scene.server.create(this.stage, this.name, {
			instance: { __rl: true, mode: 'name', value: first },
			options,
		});
		await scene.server.n8n.client.listen(this.id);
		scene.watches(this.id, this.name);
		for (const instance of this.how.instances) scene.hears(this.stage, instance);
	}

	missing(): string[] {
		const counts = this.counts();
		const missing = this.texts().filter((one) => !counts.has(one.text) && !this.isExcused(one));
		const [first] = missing;
		return first === undefined
			? []
			: [`${this.name} still lacks ${missing.length} messages, the first is "${first.text}"`];
	}

	account(): string[] {
		const counts = this.counts();
		const executions = this.scene.executions.get(this.name) ?? new Map<string, string[]>();
		return this.texts().flatMap((one) => {
			const came = counts.get(one.text) ?? 0;
			const statuses = executions.get(one.text) ?? [];
			const summary = `${came} × posted, executions: ${statuses.join(', ') || 'none'}`;
			if (came > 1 || statuses.length > 1)
				return [`${this.name} got ${one.text} twice (${summary}; ${this.postedAt(one)})`];
			// n8n doesn't resume an interrupted execution, but keeps it with the message, and reports the crash. So the message isn't lost.
			if (came === 1 || statuses.includes('crashed') || this.scene.wasTakenByNobody(one)) return [];
			return [`${this.name} lost ${one.text} (${summary})`];
		});
	}

	cutOff(): string[] {
		const counts = this.counts();
		return this.texts().flatMap(({ text }) => (counts.has(text) ? [] : [text]));
	}

	twice(): string[] {
		return [...this.counts()].flatMap(([text, count]) => (count > 1 ? [text] : []));
	}

	private texts(): NumberedMessage[] {
		return this.scene.messages.filter(
			({ stage, instance }) => stage === this.stage && this.how.instances.includes(instance),
		);
	}

	private postedAt({ text }: NumberedMessage): string {
		const times = this.stage.collector.got
			.filter(({ path }) => path === `/${this.name}/production`)
			.filter((one) => (JSON.parse(one.text) as { text?: string }).text === text)
			.map(({ at }) => new Date(at).toISOString().slice(14, 23));
		return `posted at ${times.join(' and ')}, n8n ${this.scene.lives.join(', ')}`;
	}

	private counts(): Map<string, number> {
		return countsOf(this.stage.collector.at(`/${this.name}/production`).map(({ text }) => text));
	}

	private isExcused(one: NumberedMessage): boolean {
		return this.scene.hadBegun(this.name, one.text) || this.scene.wasTakenByNobody(one);
	}
}

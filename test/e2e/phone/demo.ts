import { startSimulator, type Simulator } from '../../../simulator/server';
import { ANA } from './views';

type Json = Record<string, unknown>;

const NUMBER = ANA.split('@')[0];

export class Demo {
	private constructor(readonly simulator: Simulator) {}

	static async start(): Promise<Demo> {
		return new Demo(await startSimulator({ port: 0, seed: true, quiet: true, version: '2.4.0' }));
	}

	get url(): string {
		return this.simulator.url;
	}

	/** Throws if the server answers with an error. */
	async call(path: string, body?: Json): Promise<unknown> {
		const response = await fetch(`${this.url}${path}`, {
			method: body ? 'POST' : 'GET',
			headers: { apikey: this.simulator.key, 'content-type': 'application/json' },
			...(body && { body: JSON.stringify(body) }),
		});
		const answer: unknown = await response.json();
		if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
		return answer;
	}

	async send(route: string, body: Json): Promise<string> {
		const answer = (await this.call(`/message/${route}/demo`, { number: NUMBER, ...body })) as {
			key: { id: string };
		};
		return answer.key.id;
	}

	/** Returns the simulator's messages of a chat, oldest first. */
	async messages(chat = ANA): Promise<Json[]> {
		return (await this.call(`/_sim/instances/demo/messages?chat=${chat}`)) as Json[];
	}

	async arrived(fits: (message: Json) => boolean, chat = ANA): Promise<Json> {
		for (;;) {
			const found = (await this.messages(chat)).reverse().find(fits);
			if (found) return found;
			await new Promise((resolve) => setTimeout(resolve, 30));
		}
	}

	async close(): Promise<void> {
		await this.simulator?.close();
	}
}

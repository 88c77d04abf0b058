import type { IDataObject } from 'n8n-workflow';

import { Chatwoot } from '../../../../../support/chatwoot';
import { untilQuiet } from '../../../../../support/time';
import { randomFrom } from '../../../../../support/random';
import { runOperation } from '../../../../../support/run';
import { useSimulator } from '../../../../../support/simulator';
import { WebhookExample } from '../../../../../support/webhookExample';
import { receiveText } from '../../support/happenings';
import { useN8n } from '../../support/useN8n';
import { usePausing } from '../../support/usePausing';

const PEOPLE = ['5511988887777', '5511977776666', '34612345678'];
const BOT = 'Bot: ';
const HOUR_MS = 3_600_000;
/** How long the bot pauses after an agent's answer in Chatwoot, or an answer on the phone. Unit: hours. */
const PAUSE_HOURS = 8;

/** Relative frequency of each kind of turn in the random conversation. */
const TURNS = {
	customer: 14,
	agentWrites: 4,
	/** The agent answers while the bot is still working on the customer's message. */
	agentIsFaster: 3,
	assigned: 2,
	notes: 2,
	phone: 2,
	resolved: 8,
	hours: 1,
};
type Turn = keyof typeof TURNS;

const DECK = (Object.keys(TURNS) as Turn[]).flatMap((turn) =>
	new Array<Turn>(TURNS[turn]).fill(turn),
);

interface Play {
	/** Customers' messages that the bot must answer, in order. */
	readonly forBot: readonly string[];
	readonly forAgent: readonly string[];
	/** The bot's answers that WhatsApp received, in order. */
	readonly answered: readonly string[];
	readonly faults: readonly string[];
	readonly turns: Readonly<Record<string, number>>;
}

export function useChatwootPlay(): (count: number, seed: number) => Promise<Play> {
	const simulator = useSimulator();
	const stage = useN8n(simulator);
	const { active, nameOf } = usePausing(simulator, stage);
	const chatwoot = new Chatwoot(() => simulator.current);
	const example = new WebhookExample('evolutionChatwootAgents', () => simulator.current);

	beforeAll(async () => {
		await chatwoot.start();
		await example.start();
	});
	afterAll(async () => {
		await chatwoot.close();
		await example.close();
	});

	const saidByBot = () => {
		const { messages } = simulator.current.state.instances.get('demo') ?? {};
		const texts = [...(messages?.newestFirst() ?? [])].map(({ message }) =>
			String(message.conversation),
		);
		return texts
			.filter((text) => text.startsWith(BOT))
			.map((text) => text.slice(BOT.length))
			.reverse();
	};

	const ask = async (operation: string, json: IDataObject, values: IDataObject) => {
		const { error, items } = await runOperation(simulator.current, {
			resource: operation === 'reply' ? 'message' : 'conversation',
			operation,
			instance: '',
			values,
			items: [{ json }],
		});
		if (error !== undefined) throw error;
		return items[0].json;
	};

	return async (count, seed) => {
		const random = randomFrom(seed);
		const pick = <One>(list: readonly One[]) => list[Math.floor(random() * list.length)];
		const people = new Map<string, boolean>();
		const forBot: string[] = [];
		const forAgent: string[] = [];
		const turns: Record<string, number> = {};
		let handled = 0;

		const botAnswers = async () => {
			const started = stage.n8n.started.filter(({ name }) => name === nameOf('one'));
			for (const { json } of started.slice(handled)) {
				handled++;
				const { takenOver } = await ask('getTakeoverStatus', json, {});
				if (takenOver === true) continue;
				await ask('reply', json, { text: BOT + String(json.text) });
			}
		};
		const settle = async () => {
			await untilQuiet();
			// Gives each message a different time: WhatsApp's times are whole seconds.
			stage.aheadMs += 1_000;
		};
		const write = async (from: string, number: number) => {
			const text = `${number} from ${from}`;
			await receiveText(simulator.current, text, { from });
			await settle();
			return text;
		};
		const play: Record<Turn, (person: string, number: number) => Promise<void>> = {
			async customer(person, number) {
				const text = await write(person, number);
				(people.get(person) === true ? forAgent : forBot).push(text);
			},
			async agentWrites(person, number) {
				await chatwoot.agentWrites(person, `${number} by an agent`);
				people.set(person, true);
			},
			async agentIsFaster(person, number) {
				forAgent.push(await write(person, number));
				await play.agentWrites(person, number);
			},
			async assigned(person) {
				await chatwoot.assign(person);
				people.set(person, true);
			},
			async notes(person, number) {
				await chatwoot.agentNotes(person, `${number}: nice customer`);
			},
			async phone(person, number) {
				// An answer within 3 s would count as an automatic greeting of the Business app.
				stage.aheadMs += 4_000;
				await receiveText(simulator.current, `${number} on the phone`, {
					from: person,
					fromMe: true,
				});
				people.set(person, true);
			},
			async resolved(person) {
				await chatwoot.resolve(person);
				people.set(person, false);
			},
			async hours() {
				stage.aheadMs += PAUSE_HOURS * HOUR_MS + 60_000;
				people.clear();
			},
		};

		await chatwoot.connect();
		chatwoot.webhook = example.url;
		await active({ humanTakeover: { values: { pause: PAUSE_HOURS * 60 } } });
		for (let number = 1; number <= count; number++) {
			const turn = pick(DECK);
			turns[turn] = (turns[turn] ?? 0) + 1;
			await play[turn](pick(PEOPLE), number);
			await settle();
			await botAnswers();
			await chatwoot.copy();
			await settle();
		}
		return { forBot, forAgent, answered: saidByBot(), faults: example.faults, turns };
	};
}

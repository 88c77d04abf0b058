import {
	isClearlyLater,
	isOlderThanQuestion,
	isDeliveredBefore,
	type Age,
	type StoredMessage,
} from '../../../../nodes/EvolutionApi/wait/age';
import fc from '../../../support/properties';

/** What is true, in seconds: by how much clocks are ahead of the true one, and what happens when. */
interface World {
	readonly server: number;
	readonly n8n: number;
	readonly whatsapp: number;
	/** After the question. */
	readonly sent: number;
	readonly underway: number;
}

const ASKED = 1_800_000_000;

function ageOf({ server, n8n, whatsapp, sent, underway }: World, isSigned: boolean): Age {
	return {
		askedAt: Math.floor(ASKED + server),
		sentAt: Math.floor(ASKED + sent + whatsapp),
		deliveredAt: Math.floor(ASKED + sent + underway + server),
		serverLead: server - n8n,
		isSigned,
	};
}

/** A message that was in time, so long before the question. */
const inTime = ({ server, whatsapp }: World, before: number): StoredMessage => {
	const storedAt = ASKED - before + server + 0.7;
	return { storedAt, delay: storedAt - Math.floor(ASKED - before + whatsapp) };
};

const isRefused = (age: Age, stored: StoredMessage[]) =>
	isDeliveredBefore(age) || (!isClearlyLater(age) && isOlderThanQuestion(age, stored));

const HOUR = 3600;
const clock = fc.integer({ min: -HOUR, max: HOUR });
const underway = fc.integer({ min: 0, max: HOUR });

describe('where messages came in before, whatever the clocks show', () => {
	// A look at the store is left out where all seems right; that somebody is held up for just as long as clocks
	// are apart is another story.
	const clocks = fc.record({ server: clock, n8n: clock, whatsapp: clock });

	it('no message from before the question is an answer to it', () => {
		fc.assert(
			fc.property(clocks, fc.integer({ min: -HOUR, max: -4 }), underway, (set, sent, held) => {
				const world = { ...set, sent, underway: -sent + held };
				const stored = [inTime(world, 300), inTime(world, 100)];
				const age = ageOf(world, true);
				fc.pre(!isClearlyLater(age));
				return isRefused(age, stored);
			}),
		);
	});

	it('every later one can be one', () => {
		fc.assert(
			fc.property(clocks, underway, underway, fc.boolean(), (set, sent, held, isSigned) => {
				const world = { ...set, sent, underway: held };
				return !isRefused(ageOf(world, isSigned), [inTime(world, 300), inTime(world, 100)]);
			}),
		);
	});
});

describe('where nothing is known of other messages', () => {
	const prompt = fc.integer({ min: 0, max: 10 });

	it.each(['server', 'n8n'])('a prompt answer is one while the clock of %s is wrong', (wrong) => {
		fc.assert(
			fc.property(clock, underway, prompt, fc.boolean(), (ahead, sent, held, isSigned) => {
				const right = { server: 0, n8n: 0, whatsapp: 0 };
				const world = { ...right, [wrong]: ahead, sent, underway: held };
				return !isRefused(ageOf(world, isSigned), []);
			}),
		);
	});

	it('what was held up since before the question is none while all clocks are right, or n8n’s is wrong', () => {
		fc.assert(
			fc.property(clock, fc.integer({ min: -HOUR, max: -2 }), prompt, (n8n, sent, later) => {
				const world = { server: 0, n8n, whatsapp: 0, sent, underway: later - sent };
				// Held up for as long as n8n is behind, it looks like one of a server that is ahead.
				fc.pre(Math.abs(world.underway + n8n) > 20);
				return isRefused(ageOf(world, true), []);
			}),
		);
	});

	it('two that were held up at once tell nothing of the clocks', () => {
		const age = ageOf({ server: 0, n8n: 0, whatsapp: 0, sent: -60, underway: 70 }, true);
		const other = { storedAt: ASKED + 9, delay: 75 };
		expect(isRefused(age, [other])).toBe(true);
	});
});

it('a message that the server told of before it asked is none, whatever its own time', () => {
	const age = ageOf({ server: 0, n8n: 0, whatsapp: 0, sent: -10, underway: 2 }, true);
	expect(isDeliveredBefore({ ...age, sentAt: ASKED + 5 })).toBe(true);
	expect(isDeliveredBefore({ ...age, isSigned: false })).toBe(false);
});

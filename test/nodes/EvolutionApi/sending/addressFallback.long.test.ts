import type { EngineResult } from '../../../../dev/engine/engine';
import { lidOf } from '../../../../simulator/whatsapp/lid';
import type { Simulator } from '../../../../simulator/server';
import { triesAll } from '../../../support/properties';
import { time } from '../../../support/time';
import { useSkippedTime } from '../../../support/simulator';
import { broadcast, counts, fates, phone, TEXT } from './support';
import { stored } from './stored';

const COUNT = triesAll ? 1000 : 200;

const jid = (n: number) => `${phone(n)}@s.whatsapp.net`;
const lid = (n: number) => lidOf(jid(n));

/** How WhatsApp handles a person's addresses. */
type Kind = 'numberRejected' | 'lidRejected' | 'bothRejected' | 'late' | 'reachable';

function kindOf(n: number): Kind {
	const place = n % 20;
	if (place < 6) return 'numberRejected';
	if (place < 8) return 'lidRejected';
	if (place < 9) return 'bothRejected';
	return place < 11 ? 'late' : 'reachable';
}

const people = Array.from({ length: COUNT }, (_, n) => n).sort(
	(one, other) => mixed(one) - mixed(other),
);

function mixed(n: number): number {
	return (Math.imul(n + 1, 2_654_435_761) >>> 0) % 999_983;
}

const recipients = people.map((n) => (Math.floor(n / 20) % 2 === 0 ? phone(n) : lid(n)));

function prepare({ state }: Simulator): void {
	const addresses: Record<string, 'refused' | 'late'> = {};
	for (const n of people) {
		const kind = kindOf(n);
		const [number, hidden] = [jid(n), lid(n)];
		if (kind === 'numberRejected' || kind === 'bothRejected') addresses[number] = 'refused';
		if (kind === 'lidRejected' || kind === 'bothRejected') addresses[hidden] = 'refused';
		if (kind === 'late') Object.assign(addresses, { [number]: 'late', [hidden]: 'late' });
	}
	Object.assign(state.config.delivery, { addresses });
}

function taken({ state }: Simulator): Map<number, number> {
	const byAddress = new Map(people.flatMap((n) => [[jid(n), n] as const, [lid(n), n] as const]));
	const got = new Map<number, number>();
	for (const message of state.instances.get('demo')?.messages.newestFirst() ?? []) {
		const person = byAddress.get(message.key.remoteJid);
		const text = JSON.stringify(message.message);
		if (person === undefined || !message.key.fromMe || !text.includes(TEXT)) continue;
		if (message.status === 'ERROR') continue;
		got.set(person, (got.get(person) ?? 0) + 1);
	}
	return got;
}

function expectEachOnce(simulator: Simulator, result: EngineResult, whenLate: string): void {
	expect(result.error).toBeUndefined();
	const got = taken(simulator);
	const twice = people.filter((n) => (got.get(n) ?? 0) > 1);
	const missing = people.filter((n) => kindOf(n) !== 'bothRejected' && !got.has(n));
	expect({ twice, missing }).toEqual({ twice: [], missing: [] });
	const told = fates(result);
	for (const [index, n] of people.entries()) {
		const { status, reason } = told[index];
		const expected = { bothRejected: /rejected|failed/, late: new RegExp(whenLate) };
		expect(status).toMatch(Object(expected)[kindOf(n)] ?? /^sent$/);
		if (kindOf(n) === 'bothRejected') expect(reason).toContain('at the number and at the LID');
	}
	const byOther = result.items.filter(({ json }) => Boolean(json.deliveredBy));
	const atRejected = people.filter((n, index) => {
		const isNumber = !recipients[index].includes('@');
		return kindOf(n) === (isNumber ? 'numberRejected' : 'lidRejected');
	});
	expect(byOther).toHaveLength(atRejected.length);
}

describe('Try Other Address in bulk sending on Evolution API, where WhatsApp rejects some addresses:', () => {
	const simulator = useSkippedTime();

	it('all reachable people get the message once, the others have a reason', async () => {
		prepare(simulator.current);
		for (const n of people) {
			const message = { chat: lid(n), alt: phone(n), own: false, secondsAgo: 3600 + n };
			stored(simulator.current, message);
		}
		const send = async (stopConditions = {}) =>
			await time.until(
				time.run(
					broadcast(
						simulator.current,
						recipients,
						{
							rateLimit: {},
							deduplication: { values: { sentSince: '1000' } },
							stopConditions,
						},
						{ values: { options: { deliveryReceipt: { values: {} } } } },
					),
				),
			);
		expectEachOnce(simulator.current, await send(), 'sent');
		// Only people whom WhatsApp always rejects are left. The stop condition `nothingDelivered` would stop such a run early.
		const again = await send({ nothingDelivered: false });
		expect(counts(again)).toEqual({ alreadySent: (COUNT * 19) / 20, rejected: COUNT / 20 });
		expect(Math.max(...taken(simulator.current).values())).toBe(1);
	}, 600_000);
});

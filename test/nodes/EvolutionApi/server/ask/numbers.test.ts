import type { IDataObject } from 'n8n-workflow';

import { findClosestNumber } from '../../../../../nodes/EvolutionApi/server/ask/numbers';
import { asRecord } from '../../../../../nodes/EvolutionApi/core/values/answer';
import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

/** A number of the Netherlands that is also a Brazilian mobile number, with area code but without country code. */
const SHORT = '31988880000';

/** A number of Denmark that is also a Brazilian landline number, with area code but without country code. */
const LANDLINE = '4532330000';

const MISSING = [SHORT, '31988870000', '31988860000'];

beforeEach(() => {
	simulator.current.state.config.unknownNumbers = [...MISSING, LANDLINE];
});

const sendTo = async (
	recipients: string[],
	more: { bulkSending?: IDataObject; instance?: string } = {},
) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		instance: more.instance,
		values: { recipient: '={{ $json.to }}', text: 'Hello', bulkSending: more.bulkSending ?? {} },
		items: recipients.map((to) => ({ json: { to } })),
		onError: recipients.length > 1 ? 'continueRegularOutput' : undefined,
	});

const lookUps = () =>
	arrived(simulator.current).filter(({ path }) => path.includes('/instance/fetchInstances'));

describe('a number without its country code', () => {
	it('of a number that can mean only one thing, nothing is asked', async () => {
		const { error } = await sendTo(['5511988887777']);
		expect(error).toBeUndefined();
		expect(lookUps()).toEqual([]);
	});

	it('one that a person in Brazil has as well is sent, with a hint', async () => {
		const { error, hints } = await sendTo(['31655550123']);
		expect(error).toBeUndefined();
		expect(JSON.stringify(hints)).not.toContain('two countries');
		const { hints: told } = await sendTo(['31977770000']);
		expect(JSON.stringify(told)).toContain('two countries');
	});

	it.each([
		['(11) 98888-7777', '5511988887777'],
		['011 98888-7777', '5511988887777'],
		['0 15 11 98888-7777', '5511988887777'],
	])(
		'%s is refused before any request, and the error says which number it is',
		async (to, meant) => {
			const { error } = await sendTo([to]);
			expect(error?.description).toContain(`Did you mean ${meant}?`);
			const { items } = await sendTo([to, '5511977776666'], { bulkSending: { maxItems: 5 } });
			expect(JSON.stringify(items[0].json)).toContain(`Did you mean ${meant}?`);
		},
	);

	it('names the country whose code the number happens to have, and proposes no number of another area', async () => {
		const { error } = await sendTo(['988887777']);
		expect(error?.message).toContain('"Recipient" is "988887777", which');
		expect(error?.description).not.toContain('Did you mean');
		expect(error?.description).toContain('Iran, +98');
	});

	it('if it is not on WhatsApp, the error suggests the number with the country code of the instance', async () => {
		const { error } = await sendTo([SHORT]);
		expect(error?.message).toBe(`${SHORT} is not on WhatsApp`);
		expect(error?.description).toMatch(/^Did you mean 5531988880000\? Check the number/);
	});

	it('for several recipients, the number of the instance is looked up once in a run', async () => {
		const { items } = await sendTo(MISSING);
		for (const [index, { json }] of items.entries())
			expect(JSON.stringify(json)).toContain(`Did you mean 55${MISSING[index]}`);
		expect(lookUps()).toHaveLength(1);
	});

	it('with the option Verify Numbers, the output item also suggests the number with its country code', async () => {
		const { items } = await sendTo([LANDLINE, '5511988887777'], {
			bulkSending: { verifyNumbers: true },
		});
		expect(items[0].json.broadcast).toMatchObject({
			status: 'notOnWhatsApp',
			reason: expect.stringContaining('Did you mean 554532330000') as string,
		});
	});
});

describe('a number without its country code: the suggestion in the error', () => {
	it.each([
		['4155550123', '12125550100', '14155550123'],
		['01511988887777', '5511999990000', '5511988887777'],
		['89123456789', '79991234567', '79123456789'],
		['01112345678', '201001234567', '201112345678'],
		['0111512345678', '5491199990000', '5491112345678'],
		// These are complete numbers: each has a country code, or is as long as the account's number.
		['551188887777', '5511999990000', undefined],
		['5511988887777', '5511999990000', undefined],
		['34612345678', '4791234567', undefined],
		['123456', '5511999990000', undefined],
		// The area code is missing, or the country has no such number: with the account's, it would be a stranger's.
		['988887777', '5511999990000', undefined],
		['33334444', '5511900000001', undefined],
		['022223333', '5521900000001', undefined],
		['081234567', '6581000001', undefined],
		['051234567', '85251000001', undefined],
		['0655123456', '34600000001', undefined],
		['0931234567', '351910000001', undefined],
		['988887777', '', undefined],
	])('for %s, entered on the account %s, the suggested number is %s', (entered, own, meant) => {
		expect(findClosestNumber(entered, own)).toBe(meant);
	});
});

describe('a list with a number that two countries have', () => {
	const reasonOf = async (recipient: string) => {
		const { items } = await sendTo([recipient, '5511977776666'], { bulkSending: { maxItems: 5 } });
		return items.map(({ json: { broadcast } }) => {
			const { status, reason } = asRecord(broadcast);
			return [status, reason];
		});
	};

	it('refuses it without +, because the person with that number abroad would get the message', async () => {
		const [[status, error], other] = await reasonOf('31977776666');
		expect(status).toBe('failed');
		expect(error).toContain('which may be a number of two countries');
		expect(error).toContain('+5531977776666 (Brazil) or +31977776666 (Netherlands)');
		expect(other).toEqual(['sent', null]);
	});

	it('sends to it with +', async () => {
		expect((await reasonOf('+31 977776666'))[0]).toEqual(['sent', null]);
	});
});

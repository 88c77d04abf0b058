import '../../../../dev/engine/engine';

import type { IDataObject } from 'n8n-workflow';

import { runOperationWith } from '../../../../dev/engine/operation';
import { CREDENTIAL_TYPES } from '../../../../nodes/EvolutionApi/core/http/connection';
import { decide, showPage } from '../../../../nodes/EvolutionApi/wait/page';
import type { WaitState } from '../../../../nodes/EvolutionApi/wait/state';
import { arrived, useSimulator } from '../../../support/simulator';
import { useGoSimulator } from '../core/server/evolutionGo/support/goSimulator';
import { ANA } from '../trigger/support/happenings';
import { pageContext } from './support/pageContext';
import { useAskedPeople } from './support/useAskedPeople';

// The page of an approval with *Ask for a PIN*.

const TEAM = '120363020202020202@g.us';
const BRUNO = '5511977776666';
const CARLA = '34612345678';
const PAGE = { recipient: TEAM, responseType: 'approval', askWith: 'page' };
const pin = (people: string, more: IDataObject = {}) => ({
	pagePin: true,
	whoMayAnswer: { values: { who: 'listed', people } },
	...more,
});

const evolutionApi = useSimulator();
const evolutionGo = useGoSimulator('0.7.2');

describe.each([
	['Evolution API', evolutionApi, 'globalKey'],
	['Evolution Go', evolutionGo, 'evolutionGo'],
] as const)('on %s', (_name, simulator, authentication) => {
	const asked = useAskedPeople(simulator, authentication);

	/** To whom PINs were sent, and which. */
	const sent = () =>
		new Map<string, string>(
			asked.people.prompts().flatMap(({ number, text }) => {
				const [, found] = /^🔑 (\d{6})\n\nSo\?$/.exec(String(text)) ?? [];
				return found === undefined ? [] : [[String(number).replace(/@.*/, ''), found] as const];
			}),
		);
	const onPage = (method: 'GET' | 'POST', body?: object) => {
		const state = JSON.parse(String(asked.people.state)) as WaitState;
		const { context, page } = pageContext(state, method, body);
		Object.assign(context, { getSignedResumeUrl: asked.people.sign });
		const shown = method === 'GET' ? showPage(context, state) : decide(context, state);
		return { item: shown.workflowData?.[0]?.[0]?.json, ...page };
	};
	const click = (choice: string, given?: string) => onPage('POST', { choice, pin: given });

	it('nobody decides without a PIN, or with a wrong one', async () => {
		await asked.people.ask(PAGE, pin(`${ANA}, ${BRUNO}`));
		const [right = ''] = sent().values();
		const wrong = right.replace(/./, (digit) => String((Number(digit) + 1) % 10));
		for (const given of [undefined, '', wrong, `${right}0`]) {
			const { item, status, html } = click('0', given);
			expect({ item, status }).toEqual({ item: undefined, status: 403 });
			expect(html).toContain('This PIN is not right');
			expect(html).not.toContain(right);
		}
	});

	it('after five wrong ones the page waits, also for the right one', async () => {
		await asked.people.ask(PAGE, pin(ANA));
		const [right = ''] = sent().values();
		const now = Date.now();
		const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
		try {
			for (let tries = 0; tries < 5; tries++) expect(click('0', 'no').status).toBe(403);
			expect(click('0', right)).toMatchObject({ status: 429, item: undefined });
			clock.mockReturnValue(now + 60_001);
			expect(click('0', 'no').status).toBe(403);
			clock.mockReturnValue(now + 121_000);
			expect(click('0', right).status).toBe(429);
			clock.mockReturnValue(now + 181_000);
			expect(click('0', right).item).toMatchObject({ approved: true });
		} finally {
			clock.mockRestore();
		}
	});

	it('each gets their own, and it says who decided', async () => {
		await asked.people.ask(PAGE, pin(`${ANA}, ${BRUNO}`));
		expect([...sent().keys()]).toEqual([ANA, BRUNO]);
		expect(new Set(sent().values()).size).toBe(2);
		expect(onPage('GET').html).toMatch(
			/<form[^>]*><button disabled hidden>.*<label[^>]*>PIN<\/label><input[^>]* required>/,
		);
		const digits = String(sent().get(BRUNO));
		const { item, status } = click('1', ` ${digits.slice(0, 3)} ${digits.slice(3)} `);
		expect(status).toBe(200);
		const responder = { number: BRUNO, lid: null };
		expect(item).toMatchObject({
			approved: false,
			responder,
			data: { approved: false, responder: { id: BRUNO } },
		});
	});

	it('a person who is asked alone gets one in the same chat', async () => {
		await asked.people.ask({ ...PAGE, recipient: ANA }, { pagePin: true });
		expect([...sent().keys()]).toEqual([ANA]);
	});

	it('what n8n stores and what the question says does not show it', async () => {
		await asked.people.ask(PAGE, pin(ANA));
		const [right = ''] = sent().values();
		expect(String(asked.people.state)).toContain('"pins"');
		expect(String(asked.people.state)).not.toContain(right);
		const requests = arrived(simulator.current).map((request) => JSON.stringify(request));
		expect(requests.filter((request) => request.includes(right))).toHaveLength(1);
		expect(requests.filter((request) => request.includes('So?'))).toHaveLength(2);
	});

	it.each<[string, IDataObject, IDataObject, RegExp]>([
		[
			'a group of which nobody is listed',
			PAGE,
			{ pagePin: true },
			/Ask for a PIN.*nobody is known/,
		],
		[
			'more people than may be written to at once',
			PAGE,
			pin([ANA, ...Array.from({ length: 20 }, (_one, index) => 5511900000000 + index)].join()),
			/21 people would get a PIN.*List up to 20/,
		],
		['people of a page without a PIN', PAGE, pin(CARLA, { pagePin: false }), /Add the option Ask/],
	])('%s: refused, and nothing is sent', async (_what, values, options, problem) => {
		const { credential } = asked.people;
		const { error } = await runOperationWith(
			{ authentication, credentials: { [CREDENTIAL_TYPES[authentication]]: credential } },
			{
				resource: 'conversation',
				operation: 'sendAndWait',
				instance: 'demo',
				values: { message: 'So?', ...values, options },
			},
		);
		expect(`${error?.message} ${error?.description}`).toMatch(problem);
		expect(asked.people.prompts()).toEqual([]);
	});
});

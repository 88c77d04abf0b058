import type { IDataObject } from 'n8n-workflow';

import { decide } from '../../../../nodes/EvolutionApi/wait/page';
import { receiveReply } from '../../../../nodes/EvolutionApi/wait/receiveAnswer';
import type { WaitState } from '../../../../nodes/EvolutionApi/wait/state';
import { pageContext } from './support/pageContext';

const asked: WaitState = {
	instance: 'shop',
	authentication: 'globalKey',
	chat: '5511988887777@s.whatsapp.net',
	messageId: 'Q1',
	message: 'May I?',
	question: { responseType: 'approval', form: 'page', labels: ['Yes', 'No'], mark: 'aaaa' },
	askedAt: 0,
	askedAtHere: 0,
};

function click(body: unknown, mark: string, isStored = true) {
	const state = { ...asked, question: { ...asked.question, mark } };
	const { context, page, end } = pageContext(state, 'POST', body);
	const answer = decide(context, state);
	if (answer.workflowData !== undefined) end(isStored);
	return { ...answer, page };
}

let questions = 0;

function decidedBy(body: unknown): IDataObject | undefined {
	const { workflowData, page } = click(body, `mark-${++questions}`);
	expect(page.status).toBe(workflowData === undefined ? 400 : 200);
	return workflowData?.[0][0].json;
}

it.each([
	['nothing', {}],
	['an empty text', { choice: '' }],
	['a space', { choice: ' ' }],
	['an empty list', { choice: [] }],
	['a list', { choice: ['0'] }],
	['a boolean', { choice: false }],
	['null', { choice: null }],
	['a number that no button has', { choice: '2' }],
	['a number in another notation', { choice: '0x0' }],
	['a text in place of its fields', 'choice=0'],
])('approval page: a submitted form with %s neither approves nor declines', (_what, body) => {
	expect(decidedBy(body)).toBeUndefined();
});

it('approval page: opening it, as a link preview does, neither approves nor declines', async () => {
	const { context, page } = pageContext(asked, 'GET', { choice: '0' });
	expect(await receiveReply(context)).toEqual({ noWebhookResponse: true });
	expect(page.html).toContain('May I?');
});

it.each([
	['0', true],
	['1', false],
])(
	'approval page: pressing button %s (0 approves, 1 declines) continues the execution with that decision',
	(choice, approved) => {
		const item = decidedBy({ choice });
		const data = { approved, respondedAt: expect.any(String) as string, responder: null };
		// Any person with the link may have clicked.
		expect(item).toMatchObject({ approved, timedOut: false, responder: null, data });
		expect(item?.respondedAt).toBe((item?.data as IDataObject).respondedAt);
	},
);

it('approval page: of several people who click at the same time, each sees what was decided', () => {
	const clicks = ['0', '1', '1', '0', '1'].map((choice) => click({ choice }, 'together'));
	for (const { page, workflowData } of clicks) {
		expect(page.html).toContain('Yes');
		expect(page.html).not.toContain('No');
		expect(workflowData?.[0][0].json).toMatchObject({ approved: true, choice: 'Yes' });
	}
	expect(click({ choice: '1' }, 'another').page.html).toContain('No');
});

it('approval page: if n8n could not resume the execution, the page says so, and the person can decide again', () => {
	const failed = click({ choice: '0' }, 'locked', false);
	expect(failed.page.status).toBe(503);
	expect(failed.page.html).toContain('Please try again');
	expect(failed.page.html).not.toContain('\u2713');
	const again = click({ choice: '1' }, 'locked');
	expect(again.page.status).toBe(200);
	expect(again.workflowData?.[0][0].json).toMatchObject({ approved: false });
});

describe('the link to an earlier question of a loop, where the execution asks the next person by now', () => {
	const next: WaitState = {
		...asked,
		messageId: 'Q2',
		message: 'May he?',
		question: { ...asked.question, mark: 'next' },
	};
	const callOld = async (method: 'GET' | 'POST', question: string | undefined, body?: unknown) => {
		const { context, page } = pageContext(next, method, body, question ? { question } : {});
		return { ...(await receiveReply(context)), page };
	};

	it.each(['earlier', undefined])('decides nothing, and shows nothing of it (%s)', async (mark) => {
		for (const [method, body] of [['GET'], ['POST', { choice: '0' }]] as const) {
			const { workflowData, page } = await callOld(method, mark, body);
			expect(workflowData).toBeUndefined();
			expect(page.status).toBe(410);
			expect(page.html).toContain('nothing left to do');
			expect(page.html).not.toContain('May he?');
		}
	});

	it('who presses a button twice reads the same twice, and has pressed once', async () => {
		const first = click({ choice: '1' }, 'twice');
		const second = await callOld('POST', 'twice', { choice: '1' });
		expect(second.workflowData).toBeUndefined();
		expect(second.page.html).toBe(first.page.html);
		const other = await callOld('POST', 'twice', { choice: '0' });
		expect(other.workflowData).toBeUndefined();
		expect(other.page.html).toContain('No');
	});

	it('the output names the question that was answered', () => {
		const { workflowData } = click({ choice: '0' }, 'named');
		const question = { text: 'May I?', messageId: 'Q1' };
		expect(workflowData?.[0][0].json).toMatchObject({ question });
	});
});

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

/** Somebody clicks on the page of the question with this mark. */
function click(body: unknown, mark: string) {
	const state = { ...asked, question: { ...asked.question, mark } };
	const { context, page } = pageContext(state, 'POST', body);
	return { ...decide(context, state), page };
}

let questions = 0;

/** What the execution goes on with after a POST to the page, if it does. */
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
		// Whoever has the link may have clicked.
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

import type { IDataObject } from 'n8n-workflow';

import { decide } from '../../../../nodes/EvolutionApi/wait/page';
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
	serverLead: 0,
};

/** What the execution goes on with after a POST to the page, if it does. */
function decidedBy(body: unknown): IDataObject | undefined {
	const { context, page } = pageContext(asked, 'POST', body);
	const { workflowData } = decide(context, asked);
	expect(page.status).toBe(workflowData === undefined ? 400 : 200);
	return workflowData?.[0][0].json;
}

it.each([
	['nothing', {}],
	['an empty text', { choice: '' }],
	['a space', { choice: ' ' }],
	['an empty list', { choice: [] }],
	['a list', { choice: ['0'] }],
	['a switch', { choice: false }],
	['null', { choice: null }],
	['a number that no button has', { choice: '2' }],
	['a number in another notation', { choice: '0x0' }],
	['no form at all', 'choice=0'],
])('the page of an approval takes no decision from %s', (_what, body) => {
	expect(decidedBy(body)).toBeUndefined();
});

it.each([
	['0', true],
	['1', false],
])('the button %s decides', (choice, approved) => {
	expect(decidedBy({ choice })).toMatchObject({ approved, timedOut: false });
});

import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../support/run';
import { useSimulator } from '../../../support/simulator';
import { phone, requestsTo } from './support';

const simulator = useSimulator();

beforeEach(async () => {
	const { error } = await runOperation(simulator.current, {
		resource: 'instance',
		operation: 'create',
		values: {
			instanceName: 'biz',
			integration: 'WHATSAPP-BUSINESS',
			phoneNumberId: '106540352242922',
			businessId: '102290129340398',
			accessToken: 'EAAtoken',
		},
	});
	expect(error).toBeUndefined();
});

const send = async (values: IDataObject, instance = 'biz') =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		instance,
		values: { recipient: phone(1), text: 'One. '.repeat(50), ...values },
	});

const splitLongText = { values: { split: 'length', maxCharacters: 100 } };

it('Meta costs: a hint gives the number of messages that a long split text becomes', async () => {
	const { hints } = await send({ options: { splitLongText } });
	expect(hints).toEqual([
		'Meta charges for each message of a WHATSAPP-BUSINESS instance. This run sent 3 messages for 1 item.',
	]);
	expect((await send({})).hints).toEqual([]);
	expect((await send({ options: { splitLongText } }, 'demo')).hints).toEqual([]);
});

it('Meta costs: a hint gives the number of messages in a sequence', async () => {
	const { hints } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendSequence',
		instance: 'biz',
		values: {
			recipient: phone(1),
			steps: {
				step: [
					{ action: 'text', text: 'One' },
					{ action: 'text', text: 'Two' },
				],
			},
		},
	});
	expect(hints).toEqual([expect.stringContaining('This run sent 2 messages for 1 item')]);
});

it('WHATSAPP-BUSINESS: a BSUID as recipient is refused before any request', async () => {
	const { error } = await send({ recipient: 'US.13491208655302741918' });
	expect(error?.message).toContain('is an ID that Meta gives for a hidden number (BSUID)');
	expect(requestsTo(simulator.current, '/message')).toEqual([]);
});

it('WHATSAPP-BUSINESS: an error code of Meta is explained with what to do', async () => {
	simulator.current.state.faults.push({
		path: '/message/sendText',
		times: 1,
		skip: 0,
		status: 201,
		body: {
			message: '(#131047) Re-engagement message',
			type: 'OAuthException',
			code: 131047,
			error_data: { details: 'More than 24 hours have passed.' },
		},
	});
	const { error } = await send({});
	expect(error?.message).toBe('Meta refused the request: (#131047) Re-engagement message');
	expect(error?.description).toBe(
		'The person has not written for 24 hours: only a template may begin again. Use Message → Send Template. Meta says: More than 24 hours have passed.',
	);
});

import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../support/run';
import { arrived, fail, useSimulator } from '../../../support/simulator';
import { runInGo, useGoSimulator } from '../server/evolutionGo/support/goSimulator';

// Tests that if a look-up before a message fails, the error doesn't say that the message may have been sent.

const api = useSimulator();
const go = useGoSimulator('0.7.2');

const ANA = '5511988887777';
const UNCLEAR = 'It may still have been done';
const FAULTS = [{ status: 500, body: '' }, { status: 503 }, { drop: 'before' }] as const;

const sendsOf = (simulator: typeof api) =>
	arrived(simulator.current).filter(({ path }) => /^\/(send|message)\//.test(path));

describe.each(FAULTS)('a look-up before a send that fails with %j', (fault) => {
	const everywhere = (path: string) => ({ ...fault, path, times: 9 });

	it('is reported as one on Evolution Go', async () => {
		fail(go.current, everywhere('/instance/all'));
		const values = { recipient: ANA, text: 'Hello' };
		const { error } = await runInGo(go.current, {
			resource: 'message',
			operation: 'sendText',
			values,
		});
		expect(error?.description).toBeDefined();
		expect(error?.description).not.toContain(UNCLEAR);
		expect(sendsOf(go)).toEqual([]);
	});

	it('lets Bulk Sending say that the message was not sent', async () => {
		fail(go.current, everywhere('/instance/all'));
		const { items } = await runInGo(go.current, {
			resource: 'message',
			operation: 'sendText',
			values: { recipient: ANA, text: 'Hello', bulkSending: { maxItems: 5 } },
		});
		expect(items.map(({ json }) => (json.broadcast as IDataObject).status)).toEqual(['failed']);
	});

	it('is reported as one on Evolution API', async () => {
		fail(api.current, everywhere('/group/participants/demo'));
		fail(api.current, everywhere('/group/findGroupInfos/demo'));
		const { error } = await runOperation(api.current, {
			resource: 'message',
			operation: 'sendText',
			values: {
				recipient: '120363020202020202@g.us',
				text: 'Hello @Ana Souza',
				options: { mentions: { values: { mention: 'named' } } },
			},
		});
		expect(error?.description).toBeDefined();
		expect(error?.description).not.toContain(UNCLEAR);
		expect(sendsOf(api)).toEqual([]);
	});
});

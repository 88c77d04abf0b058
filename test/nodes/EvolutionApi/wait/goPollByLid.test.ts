import '../../../../dev/engine/engine';

import type { IDataObject } from 'n8n-workflow';

import { fail } from '../../../support/simulator';
import { useGoSimulator } from '../server/evolutionGo/support/goSimulator';
import vectors from '../server/evolutionGo/pollVectors.json';
import { settled } from '../trigger/support/happenings';
import { AskedPeople } from './support/askedPeople';

// Tests votes of people with a LID, which nearly all people have. No release of Evolution Go can read their votes.

const POLL_ID = '3EB0A1B2C3D4E5F60718';
const LID = vectors[0].voter;

describe.each(['0.6.1', '0.7.1', '0.7.2'] as const)('on Evolution Go %s', (version) => {
	const simulator = useGoSimulator(version);
	let people: AskedPeople;
	beforeEach(async () => {
		people = await AskedPeople.start(simulator.current, 'evolutionGo');
	});
	afterEach(async () => await people.end());

	/** The server's answer to the poll, which contains the poll's secret. */
	const answer = {
		message: 'success',
		data: {
			Info: {
				ID: POLL_ID,
				Chat: '5511988887777@s.whatsapp.net',
				Timestamp: new Date().toISOString(),
			},
			Message: {
				pollCreationMessage: {
					name: 'So?',
					options: [{ optionName: 'Yes' }, { optionName: 'No' }],
				},
				messageContextInfo: { messageSecret: vectors[0].secret },
			},
		},
	};

	it('Send and Wait by poll continues with a vote by LID, which the server cannot read', async () => {
		fail(simulator.current, { path: '/send/poll', status: 200, body: answer });
		await people.ask({ responseType: 'choice', choices: 'Yes\nNo', showChoicesAs: 'poll' });
		await people.happens({ text: 'which do you mean?' });
		await settled(() => people.delivered.length > 0);
		expect(people.answers).toEqual([]);
		const [{ headers, body }] = people.delivered;
		const data = body.data as IDataObject;
		const info = {
			...(data.Info as IDataObject),
			ID: '3A1122334455667788AA',
			SenderAlt: LID,
		};
		const { encPayload, encIv: encIV, creator } = vectors[0];
		const pollUpdateMessage = {
			pollCreationMessageKey: { remoteJID: creator, fromMe: false, ID: POLL_ID },
			vote: { encPayload, encIV },
		};
		await people.come(headers, {
			...body,
			data: { ...data, Info: info, Message: { pollUpdateMessage } },
		});
		expect(people.answers).toMatchObject([
			{ choice: 'Yes', timedOut: false, message: { kind: 'pollVote', selectedOptions: ['Yes'] } },
		]);
	});
});

import { useSimulator } from '../../../../support/simulator';
import { ANA, deliver } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Tests messages that WhatsApp delivers to the server days later, after its downtime. They have the same age limit as missed messages.

const simulator = useSimulator();
const stage = useN8n(simulator);
const HOUR_S = 3_600;

let test = 0;
beforeEach(() => void test++);

async function texts(maxAge?: number): Promise<unknown[]> {
	const missedMessages = { values: { recover: true, ...(maxAge === undefined ? {} : { maxAge }) } };
	const workflow = stage.n8n.workflow(`old${test}`, { options: { missedMessages } });
	await workflow.activate();
	for (const hours of [72, 23, 0]) {
		const data = {
			key: { remoteJid: `${ANA}@s.whatsapp.net`, fromMe: false, id: `3A01020304050607${hours}FF` },
			message: { conversation: `${hours} hours ago` },
			messageType: 'conversation',
			messageTimestamp: Math.floor(Date.now() / 1000) - hours * HOUR_S,
		};
		await deliver(simulator.current, workflow, { event: 'messages.upsert', data });
	}
	return workflow.texts;
}

it('what was written three days ago is answered when WhatsApp delivers it late', async () => {
	expect(await texts()).toEqual(['23 hours ago', '0 hours ago']);
});

it('Missed Messages → Max Age says how old a message may be', async () => {
	expect(await texts(96)).toEqual(['72 hours ago', '23 hours ago', '0 hours ago']);
	test++;
	expect(await texts(1)).toEqual(['0 hours ago']);
});

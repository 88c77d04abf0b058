import type { IDataObject } from 'n8n-workflow';

import { goOf } from '../../../../../simulator/go/state/goInstance';
import { useGoSimulator } from '../../server/evolutionGo/support/goSimulator';
import { httpRequest } from '../../../../support/httpRequest';
import { untilQuiet } from '../../../../support/time';
import { demoOf } from '../../../../support/simulator';
import { ANA, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Version 0.7.2 also reports pictures and About texts.

describe.each(['0.6.1', '0.7.1', '0.7.2'])('Contact Updated on Evolution Go %s', (version) => {
	const simulator = useGoSimulator(version);
	const stage = useN8n(simulator, 'evolutionGo');
	const isNew = version === '0.7.2';

	async function startsAfter(change: IDataObject): Promise<IDataObject[]> {
		await stage.n8n.workflow('crm', { events: ['CONTACTS_UPDATE'] }).activate();
		const { url, key } = simulator.current;
		const headers = { 'content-type': 'application/json', apikey: key };
		const body = JSON.stringify({ from: ANA, ...change });
		await httpRequest(`${url}/_sim/instances/demo/people`, 'POST', headers, body);
		if (isNew) await settled(() => stage.n8n.started.length > 0);
		await untilQuiet();
		return stage.n8n.started.map(({ json }) => json);
	}

	it('asks for pictures and About texts at once, which older servers leave out without a word', async () => {
		await stage.n8n.workflow('crm', { events: ['CONTACTS_UPDATE'] }).activate();
		const words = goOf(demoOf(simulator.current)).row.events.split(',').sort();
		expect(words).toEqual(isNew ? ['CONTACT', 'PICTURE', 'USER_ABOUT'] : ['CONTACT']);
	});

	it(`${isNew ? 'starts' : 'does not start'} with another picture of a contact`, async () => {
		const told = [{ event: 'contacts.update', chat: `${ANA}@s.whatsapp.net` }];
		expect(await startsAfter({ picture: true })).toMatchObject(isNew ? told : []);
	});

	it(`${isNew ? 'starts' : 'does not start'} with another About text of a contact`, async () => {
		const told = [{ event: 'contacts.update', about: 'Busy' }];
		expect(await startsAfter({ about: 'Busy' })).toMatchObject(isNew ? told : []);
	});
});

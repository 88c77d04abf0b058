import type { IDataObject } from 'n8n-workflow';

import type { Simulator } from '../../../../../simulator/server';
import { untilQuiet } from '../../../../support/time';
import { settled } from '../../trigger/support/happenings';
import { AskedPeople } from './askedPeople';

export function useAskedPeople(
	simulator: { readonly current: Simulator },
	authentication?: Parameters<typeof AskedPeople.start>[1],
) {
	const asked = {} as { people: AskedPeople };
	beforeEach(async () => {
		simulator.current.config.webhookRetry = { delaysMs: [20, 20, 20], timeoutMs: 30_000 };
		asked.people = await AskedPeople.start(simulator.current, authentication);
	});
	afterEach(async () => await asked.people.end());
	return Object.assign(asked, {
		async answered(): Promise<IDataObject[]> {
			await settled(() => asked.people.answers.length > 0);
			await untilQuiet();
			return asked.people.answers;
		},
	});
}

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { CachedCredential } from '../../../../../nodes/EvolutionApi/core/http/cachedCredential';
import { onSleep, shortSleep } from '../../../../support/time';

onSleep(shortSleep(0));

const n8n = { key: 'first', isGone: false, reads: 0 };

const context = {
	getCredentials: async <Data extends object = ICredentialDataDecryptedObject>() => {
		n8n.reads++;
		if (n8n.isGone) throw new Error('Credential with ID "1" does not exist');
		const credential: object = await Promise.resolve({ apiKey: n8n.key });
		return credential as Data;
	},
};

const clock = { ms: 0 };

beforeEach(() => {
	Object.assign(n8n, { key: 'first', isGone: false, reads: 0 });
	clock.ms = 1_000_000;
	jest.spyOn(Date, 'now').mockImplementation(() => clock.ms);
});

afterEach(() => jest.restoreAllMocks());

const ofTrigger = async () => await CachedCredential.read(context, 'evolutionGlobalKeyApi');
const keyFor = async (kept: CachedCredential) => (await kept.forRequest(context)).apiKey;

const settled = async () => await new Promise((resolve) => setTimeout(resolve, 5));

describe('the cached credential of a trigger', () => {
	it('that is deleted in n8n fails the requests after a minute, with the reason', async () => {
		const kept = await ofTrigger();
		n8n.isGone = true;
		clock.ms += 60_000;
		await keyFor(kept);
		await settled();
		await expect(keyFor(kept)).rejects.toThrow('does not exist');
		n8n.isGone = false;
		await expect(keyFor(kept)).resolves.toBe('first');
	});

	it('that the server refuses is read again for the next request', async () => {
		const kept = await ofTrigger();
		n8n.key = 'second';
		await expect(keyFor(kept)).resolves.toBe('first');
		kept.refused();
		await expect(keyFor(kept)).resolves.toBe('second');
		expect(kept.content).toEqual({ apiKey: 'second' });
	});

	it('is not read for each request', async () => {
		const kept = await ofTrigger();
		for (let request = 0; request < 100; request++) {
			clock.ms += 500;
			await keyFor(kept);
		}
		expect(n8n.reads).toBe(1);
	});

	it('is read again once a minute, while requests continue with the old one', async () => {
		const kept = await ofTrigger();
		n8n.key = 'second';
		clock.ms += 60_000;
		await expect(Promise.all([keyFor(kept), keyFor(kept)])).resolves.toEqual(['first', 'first']);
		await settled();
		await expect(keyFor(kept)).resolves.toBe('second');
		expect(n8n.reads).toBe(2);
	});
});

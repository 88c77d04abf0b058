import type { ICredentialType } from 'n8n-workflow';

import { EvolutionGlobalKeyApi } from '../../credentials/EvolutionGlobalKeyApi.credentials';
import { EvolutionInstanceKeyApi } from '../../credentials/EvolutionInstanceKeyApi.credentials';
import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { CREDENTIAL_TYPES } from '../../nodes/EvolutionApi/core/http/connection';

const types: ICredentialType[] = [new EvolutionGlobalKeyApi(), new EvolutionInstanceKeyApi()];
const { credentials = [], properties } = new EvolutionApi().description;

/** Other packages own these, and n8n keys credentials globally. */
const TAKEN = ['evolutionApi', 'evolutionApiApi', 'evolutionApiV2Api', 'evolutionWhatsAppApi'];

describe.each(types.map((type) => [type.name, type] as const))('credential %s', (name, type) => {
	it('has a name of its own', () => {
		expect(TAKEN).not.toContain(name);
		expect(Object.values(CREDENTIAL_TYPES)).toContain(name);
	});

	it('hides every secret while it is typed', () => {
		const secrets = type.properties.filter((field) =>
			/key|token|secret|password/i.test(field.name),
		);
		expect(secrets.map(({ name: field }) => field)).toEqual(['apiKey']);
		for (const { typeOptions } of secrets) expect(typeOptions?.password).toBe(true);
	});

	it('is tested by a function that the node has', () => {
		const { testedBy } = credentials.find((entry) => entry.name === name) ?? {};
		const { methods } = new EvolutionApi();
		expect(Object.keys(methods.credentialTest)).toContain(testedBy);
		expect(type.test).toBeUndefined();
	});

	it('adds the key to a request and leaves the rest of it alone', async () => {
		const { authenticate } = type;
		if (typeof authenticate !== 'function') throw new Error('It is not a function');
		const request = { url: 'http://host/x', headers: { accept: 'application/json' } };
		const sent = await authenticate({ apiKey: ' secret\n', baseUrl: 'http://host' }, request);
		expect(sent).toEqual({
			url: 'http://host/x',
			headers: { accept: 'application/json', apikey: 'secret' },
		});
		expect(request.headers).toEqual({ accept: 'application/json' });
	});
});

describe('the choice between the credentials', () => {
	it('excludes one by the other', () => {
		const shown = credentials.map(({ displayOptions }) => displayOptions?.show?.authentication);
		expect(shown).toEqual([['globalKey'], ['instanceKey']]);
	});

	it('is made in the first field of the node', () => {
		expect(properties[0].name).toBe('authentication');
		const values = properties[0].options?.map((option) => 'value' in option && option.value);
		expect(values).toEqual(Object.keys(CREDENTIAL_TYPES));
	});
});

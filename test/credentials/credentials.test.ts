import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ICredentialType } from 'n8n-workflow';

import { EvolutionGoKeyApi } from '../../credentials/EvolutionGoKeyApi.credentials';
import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';
import { CREDENTIAL_TYPES } from '../../nodes/EvolutionApi/server/connection';
import { n8n } from '../../package.json';

const ROOT = path.join(__dirname, '..', '..');
const FOLDER = path.join(ROOT, 'credentials');

const files = readdirSync(FOLDER).map((file) => path.parse(file).name);

/** Loads a credential type like n8n: the class has the file's name. */
function typeIn(file: string): ICredentialType {
	const classes = jest.requireActual<Record<string, new () => ICredentialType>>(
		path.join(FOLDER, file),
	);
	return new classes[file.replace('.credentials', '')]();
}

const types = files.map(typeIn);
const names = types.map(({ name }) => name).sort();
const nodes = [new EvolutionApi(), new EvolutionApiTrigger()];

/** Names of credential types in other packages. In n8n, two packages can't use the same name. */
const TAKEN = ['evolutionApi', 'evolutionApiApi', 'evolutionApiV2Api', 'evolutionWhatsAppApi'];

describe('every credential', () => {
	it('every credential file is in the package', () => {
		const paths = files.map((file) => `dist/credentials/${file}.js`);
		expect([...n8n.credentials].sort()).toEqual(paths.sort());
	});

	it('the list of credential types, which test and documentation use, has each of them', () => {
		expect(Object.values(CREDENTIAL_TYPES).sort()).toEqual(names);
	});

	it('docs/install.md names every credential', () => {
		const page = readFileSync(path.join(ROOT, 'docs', 'install.md'), 'utf8');
		const missing = types.filter(({ displayName }) => !page.includes(`**${displayName}**`));
		expect(missing.map(({ displayName }) => displayName)).toEqual([]);
	});
});

describe.each(types.map((type) => [type.name, type] as const))('credential %s', (name, type) => {
	it('has a name that no other n8n package uses', () => {
		expect(TAKEN).not.toContain(name);
	});

	it('hides every secret while it is typed', () => {
		const secrets = type.properties.filter((field) =>
			/key|token|secret|password/i.test(field.name),
		);
		const isGo = name === 'evolutionGoKeyApi';
		const expected = isGo ? ['instanceToken', 'globalApiKey'] : ['apiKey'];
		expect(secrets.map(({ name: field }) => field)).toEqual(expected);
		for (const { typeOptions } of secrets) expect(typeOptions?.password).toBe(true);
	});

	it('is tested by a function that each node has', () => {
		for (const { description, methods } of nodes) {
			const { testedBy } = description.credentials?.find((entry) => entry.name === name) ?? {};
			expect(Object.keys(methods.credentialTest)).toContain(testedBy);
		}
		expect(type.test).toBeUndefined();
	});

	it('adds the key to a request and leaves the rest of it alone', async () => {
		const { authenticate } = type;
		if (typeof authenticate !== 'function') throw new Error('It is not a function');
		const request = { url: 'http://host/x', headers: { accept: 'application/json' } };
		const key = name === 'evolutionGoKeyApi' ? 'instanceToken' : 'apiKey';
		const sent = await authenticate({ [key]: ' secret\n', baseUrl: 'http://host' }, request);
		expect(sent).toEqual({
			url: 'http://host/x',
			headers: { accept: 'application/json', apikey: 'secret' },
		});
		expect(request.headers).toEqual({ accept: 'application/json' });
	});
});

describe('the choice between the credentials', () => {
	it('shows each credential in both nodes, and only while it is the chosen one', () => {
		const expected = Object.entries(CREDENTIAL_TYPES).map(([choice, name]) => [name, [choice]]);
		for (const { description } of nodes) {
			const shown = description.credentials?.map(({ name, displayOptions }) => [
				name,
				displayOptions?.show?.authentication,
			]);
			expect(shown).toEqual(expected);
		}
	});

	it('is the first field of each node', () => {
		for (const { description } of nodes) {
			const [first] = description.properties;
			expect(first.name).toBe('authentication');
			const values = first.options?.map((option) => 'value' in option && option.value);
			expect(values).toEqual(Object.keys(CREDENTIAL_TYPES));
		}
	});
});

describe('credential evolutionGoKeyApi', () => {
	const sentWith = async (credential: Record<string, string>, headers = {}) => {
		const { authenticate } = new EvolutionGoKeyApi();
		if (typeof authenticate !== 'function') throw new Error('It is not a function');
		return (await authenticate(credential, { url: 'http://host/x', headers })).headers;
	};

	it('uses the global key if there is no token', async () => {
		expect(await sentWith({ instanceToken: ' ', globalApiKey: 'global' })).toEqual({
			apikey: 'global',
		});
	});

	it('keeps the key that a request already has', async () => {
		const headers = { apikey: 'of another instance' };
		expect(await sentWith({ instanceToken: 'token' }, headers)).toEqual(headers);
	});
});

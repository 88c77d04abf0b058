import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Validator, type Schema } from 'jsonschema';
import { parse } from 'yaml';

import { NEWEST } from '../../dev/n8n/versions';
import {
	COMPOSE,
	composeText,
	envIn,
	newKeys,
	readCompose,
	type Service,
} from '../support/composeFile';

const keys = newKeys();
const { services, volumes } = readCompose(keys);
const all = Object.entries(services);
const sourceOf = (volume: NonNullable<Service['volumes']>[number]) =>
	typeof volume === 'string' ? volume.split(':')[0] : volume.source;

describe('docker-compose.yml', () => {
	it('is valid by the compose specification', () => {
		const file = path.join(__dirname, 'composeSpec', 'compose-spec.json');
		const schema = JSON.parse(readFileSync(file, 'utf8')) as Schema;
		const check = (value: unknown) => new Validator().validate(value, schema).errors.map(String);
		expect(check(parse(composeText()))).toEqual([]);
		// This shows that the schema finds mistakes.
		expect(check({ services: { n8n: { image: 'a', port: ['1:1'] } } })).not.toEqual([]);
	});

	it('publishes only the port of n8n, and only to its own machine', () => {
		expect(all.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]))).toEqual([
			['n8n', '127.0.0.1:5678:5678'],
		]);
		expect(composeText()).not.toMatch(/network_mode: ['"]?host|privileged|docker\.sock/);
	});

	it('has a health check for every service that keeps running', () => {
		const silent = all.filter(([, { healthcheck }]) => healthcheck === undefined);
		expect(silent.map(([name]) => name)).toEqual(['package']);
	});

	it('starts a service only when those it needs are healthy, or have ended', () => {
		const waits = all.flatMap(([, { depends_on = {} }]) => Object.entries(depends_on));
		const expected = waits.map(([name]) => [
			name,
			name === 'package' ? 'service_completed_successfully' : 'service_healthy',
		]);
		expect(waits.map(([name, { condition }]) => [name, condition])).toEqual(expected);
	});

	it('names a version of every image, and a version of n8n that is tested here', () => {
		for (const [, { image }] of all) expect(image).toMatch(/:v?\d+(\.\d+)*(-alpine)?$/);
		expect(services.n8n.image).toBe(`docker.n8n.io/n8nio/n8n:${NEWEST}`);
		expect(services.package.image).toBe(services.n8n.image);
		expect(services['evolution-api'].image).toBe('evoapicloud/evolution-api:v2.3.7');
	});

	it('takes the version of Evolution API from one variable, whose default is a release', () => {
		const { services: patched } = readCompose({ ...keys, EVOLUTION_API_VERSION: 'v9.9.9-linking' });
		expect(patched['evolution-api'].image).toBe('evoapicloud/evolution-api:v9.9.9-linking');
		expect(composeText().match(/evolution-api:.*v\d/g)).toHaveLength(1);
		expect(composeText()).not.toMatch(/github:|\bbuild:/);
		const page = readFileSync(path.join(COMPOSE, 'README.md'), 'utf8');
		const [recipe = ''] = /docker build[\s\S]*?```/.exec(page) ?? [];
		const [, base] = /^FROM (.+)$/m.exec(recipe) ?? [];
		expect(base).toBe(services['evolution-api'].image);
		const [, tag] = /-t \S+:(\S+)/.exec(recipe) ?? [];
		expect(recipe).toContain(`EVOLUTION_API_VERSION=${tag} >> .env`);
	});

	it('mounts only volumes that it declares, and files that exist', () => {
		const sources = all.flatMap(([, service]) => (service.volumes ?? []).map(sourceOf));
		const files = sources.filter((source) => source.startsWith('.'));
		const named = sources.filter((source) => !source.startsWith('.'));
		expect([...new Set(named)].sort()).toEqual(Object.keys(volumes).sort());
		const absent = files.filter((file) => !existsSync(path.join(COMPOSE, file)));
		expect(absent.filter((file) => file !== './package.tgz')).toEqual([]);
	});

	it('contains no key, and starts nothing without the file of keys', () => {
		for (const name of Object.keys(keys)) {
			expect(() => readCompose({ ...keys, [name]: '' })).toThrow(`${name}: Run keys.sh first`);
		}
	});
});

describe('keys.sh', () => {
	let folder: string;
	const run = () => spawnSync('sh', [path.join(folder, 'keys.sh')], { encoding: 'utf8' });
	const file = () => path.join(folder, '.env');

	beforeEach(() => {
		folder = mkdtempSync(path.join(os.tmpdir(), 'keys-'));
		copyFileSync(path.join(COMPOSE, 'keys.sh'), path.join(folder, 'keys.sh'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it('makes keys that nobody can guess, in a file that only its owner can read', () => {
		expect(run().status).toBe(0);
		const made = Object.values(envIn(file()));
		expect(new Set([...made, ...Object.values(keys)]).size).toBe(2 * made.length);
		for (const key of made) expect(key).toMatch(/^[0-9a-f]{64}$/);
		expect(statSync(file()).mode & 0o777).toBe(0o600);
	});

	it('never overwrites keys that exist', () => {
		run();
		const before = readFileSync(file(), 'utf8');
		const { status, stderr } = run();
		expect([status, stderr]).toEqual([1, 'There is a .env already. Nothing was changed.\n']);
		expect(readFileSync(file(), 'utf8')).toBe(before);
	});
});

import { fillRoute, queryString } from '../../../../../nodes/EvolutionApi/core/http/route';
import { InputProblem } from '../../../../../nodes/EvolutionApi/core/input/inputProblem';
import { newInstance } from '../../../../../simulator/state/instance';
import fc from '../../../../support/properties';
import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const sendThrough = async (instance: string) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		instance: '={{ $json.instance }}',
		values: { recipient: '5511988887777', text: 'Hello' },
		items: [{ json: { instance } }],
	});

function addInstance(name: string): void {
	const { state } = simulator.current;
	const added = newInstance({ name, integration: 'WHATSAPP-BAILEYS' }, state.config);
	state.instances.set(name, Object.assign(added, { state: 'open', paired: true, hasClient: true }));
}

describe('an instance name with characters that have a meaning in a URL', () => {
	it.each(['.', '..', ' .. '])('"%s" is refused before any request', async (name) => {
		const { error } = await sendThrough(name);
		expect(error?.message).toBe(`"Instance" cannot be "${name.trim()}"`);
		expect(error?.description).toBe('Use another name.');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('half of a surrogate pair is refused before any request', async () => {
		const { error } = await sendThrough('broken \ud83d name');
		expect(error?.message).toContain('"Instance" cannot be "broken');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each([
		['a/b?c', 'a%2Fb%3Fc'],
		['../../license/status', '..%2F..%2Flicense%2Fstatus'],
		['demo?instanceName=new-phone', 'demo%3FinstanceName%3Dnew-phone'],
		['demo#top', 'demo%23top'],
		['100%', '100%25'],
		['%2e%2e', '%252e%252e'],
		['...', '...'],
		['na me ü', 'na%20me%20%C3%BC'],
		['João 🚀', 'Jo%C3%A3o%20%F0%9F%9A%80'],
		['a;b,c&d=e+f', 'a%3Bb%2Cc%26d%3De%2Bf'],
		['a\\b', 'a%5Cb'],
	])(
		'"%s" stays one path segment, and the request reaches that instance',
		async (name, segment) => {
			addInstance(name);
			const { error } = await sendThrough(name);
			expect(error).toBeUndefined();
			expect(arrived(simulator.current)).toMatchObject([
				{ method: 'POST', path: `/message/sendText/${segment}`, query: {}, status: 201 },
			]);
			expect(simulator.current.state.instances.get(name)?.messages.size).toBe(1);
		},
	);
});

describe('fillRoute(), which fills parameters into a path,', () => {
	it('refuses an empty or missing parameter, and the error names the parameter', () => {
		const fill = () => fillRoute('/label/{id}/{instance}', { instance: 'demo', id: '' });
		expect(fill).toThrow(new InputProblem(['id'], 'is empty'));
		expect(() => fillRoute('/label/{id}', {})).toThrow('is empty');
	});

	it('fills several parameters, and leaves other braces in values alone', () => {
		const route = fillRoute('/dify/{id}/{instance}', { id: '{instance}', instance: 'demo' });
		expect(route).toBe('/dify/%7Binstance%7D/demo');
	});

	it('encodes any value so that a server which decodes the path segment gets it unchanged', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
				fc.pre(value !== '.' && value !== '..');
				const route = fillRoute('/a/{name}/b', { name: value });
				const { pathname, search, hash } = new URL(`http://host${route}`);
				const [, a, segment, b, ...rest] = pathname.split('/');
				expect([a, b, rest, search, hash]).toEqual(['a', 'b', [], '', '']);
				expect(decodeURIComponent(segment)).toBe(value);
			}),
		);
	});
});

describe('queryString()', () => {
	it('is empty without parameters, and without values', () => {
		expect(queryString(undefined)).toBe('');
		expect(queryString({ number: undefined })).toBe('');
	});

	it('keeps false, zero and empty texts, and leaves out undefined', () => {
		const query = queryString({ a: false, b: 0, c: '', d: undefined });
		expect(query).toBe('?a=false&b=0&c=');
	});

	it('encodes any value so that a server which parses the query gets it unchanged', () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), (query) => {
				const parsed = Object.fromEntries(new URLSearchParams(queryString(query)));
				expect(parsed).toEqual({ ...query });
			}),
		);
	});
});

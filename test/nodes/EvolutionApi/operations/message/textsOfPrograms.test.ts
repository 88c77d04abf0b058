import type { IDataObject } from 'n8n-workflow';

import { runOperation } from '../../../../support/run';
import { arrived, bodies, useSimulator } from '../../../../support/simulator';

// Tests texts that an expression made from data. Broken or unfinished parts, such as `undefined`, must not reach a customer.

const simulator = useSimulator();

const sendText = async (values: IDataObject, json: object[] = [{}]) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: '5511988887777', ...values },
		items: json.map((one) => ({ json: one as IDataObject })),
	});

const texts = () => bodies(simulator.current).map(({ text }) => text);

describe('Send Text refuses before any request', () => {
	it.each([
		['a boleto of 47 digits as a number', 2.3793381286008303e46],
		['a key of 44 digits as a number', 3.5260112345678e43],
		['a number of 18 digits', 120363020202020200],
		['a number that a spreadsheet has cut', '2,37934E+46'],
	])('%s, whose last digits are lost', async (_what, line) => {
		const { error } = await sendText({ text: '={{ $json.line }}' }, [{ line }]);
		expect(error?.message).toMatch(/^"Text" is .* a number that has lost its last digits$/);
		expect(error?.description).toContain('text');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('an object instead of a name, which would be sent as [object Object]', async () => {
		const { error } = await sendText({ text: '=Hi {{ $json.name }}' }, [
			{ name: { first: 'Ana' } },
		]);
		expect(error?.message).toMatch(/contains \[object Object\], which no one has filled in/);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it('an expression in the texts of a list, where everyone would get it', async () => {
		const { error } = await sendText({ text: '={{ $json.text }}' }, [
			{ text: 'Olá {{ $json.name }}' },
			{ text: 'Hi' },
		]);
		expect(error?.message).toContain('contains {{ $json.name }}, which no one has filled in');
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each([
		['undefined', '={{ "Hi " + $json.name }}', {}],
		['undefined', '=Hi {{ `${$json.first} ${$json.last}` }}', { first: 'Ana' }],
		['null', '={{ "Hi " + $json.name }}', { name: null }],
		['null', '=Hi {{ $json.name }}', { name: 'null' }],
		['NaN', '={{ "Total: " + $json.price * 2 }}', { price: 'free' }],
	])('%s that the expression %s put into a list', async (word, text, json) => {
		const { error } = await sendText({ text }, [json, json]);
		expect(error?.message).toBe(`"Text" contains ${word}, which no one has filled in`);
		expect(arrived(simulator.current)).toEqual([]);
	});
});

describe('Send Text sends', () => {
	it('one message with an expression in it, and says so in a hint', async () => {
		const { error, hints = [] } = await sendText({ text: '={{ $json.text }}' }, [
			{ text: 'Olá {{ $json.name }}' },
		]);
		expect(error).toBeUndefined();
		expect(JSON.stringify(hints)).toContain('{{ $json.name }}');
		expect(texts()).toEqual(['Olá {{ $json.name }}']);
	});

	it.each([
		['=Hi {{ $json.nothing }}', 'Hi ', '{{ $json.nothing }}'],
		[
			'=Hi {{ $json.name }}, {{ $json.order?.total }} EUR',
			'Hi Ana,  EUR',
			'{{ $json.order?.total }}',
		],
		['=Hi {{ $json.missing ?? "" }}', 'Hi ', undefined],
		['=Hi {{ $json.isNew ? "and welcome" : "" }}', 'Hi ', undefined],
		['=Hi {{ $json.name }}', 'Hi Ana', undefined],
		['={{ $json.stock }} left', '0 left', undefined],
	])('one message of %j, and names what was empty in a hint', async (text, expected, empty) => {
		const json = { name: 'Ana', isNew: false, stock: 0 };
		const { error, hints = [] } = await sendText({ text }, [json]);
		expect([error, texts()]).toEqual([undefined, [expected]]);
		expect(hints).toEqual(
			empty === undefined
				? []
				: [`In the message, ${empty} is empty. Check the name of the field.`],
		);
	});

	it('merge fields of other programs in a list', async () => {
		const all = ['Olá {{name}}', 'Olá {{1}}', 'Hello {{}}', '{{ contact.first_name }}, hi'];
		const { error } = await sendText(
			{ text: '={{ $json.text }}' },
			all.map((text) => ({ text })),
		);
		expect(error).toBeUndefined();
		expect(texts()).toEqual(all);
	});

	it.each([
		['a NUL', 'a\u0000b', 'ab'],
		['half an emoji', 'a\ud83d b', 'a b'],
		['a whole emoji', 'a👍', 'a👍'],
		['a price in braces', 'only {{5}}', 'only {{5}}'],
	])('a text with %s', async (_what, text, expected) => {
		await sendText({ text: '={{ $json.text }}' }, [{ text }]);
		expect(texts()).toEqual([expected]);
	});
});

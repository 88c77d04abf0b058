import type { IDataObject } from 'n8n-workflow';

import {
	chosenComponents,
	listTemplateValues,
	templateValuesInput,
	wantsComponents,
} from '../../../../../nodes/EvolutionApi/fields/template';
import { runOperation } from '../../../../support/run';
import { arrived, bodies, useSimulator } from '../../../../support/simulator';

const simulator = useSimulator();

const sendPix = async (keyType: string, key: string) =>
	await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendButtons',
		values: {
			recipient: '5511988887777',
			buttons: { button: [{ type: 'pix', name: 'Shop', keyType, key, currency: 'BRL' }] },
		},
	});

describe('Send Buttons with a PIX key', () => {
	it.each([
		['cpf', 'ana@example.com'],
		['phone', '(11) 98888-7777'],
		['random', 'abc'],
		['email', 'ana'],
		['cnpj', '123.456.789-09'],
	])('of the type %s that is "%s" is refused before any request', async (keyType, key) => {
		const { error } = await sendPix(keyType, key);
		expect(error?.message).toContain(`is not a PIX key of the type ${keyType}`);
		expect(arrived(simulator.current)).toEqual([]);
	});

	it.each([
		['cpf', ' 123.456.789-09 ', '12345678909'],
		['phone', '+55 (11) 98888-7777', '+5511988887777'],
		['email', 'ana@example.com ', 'ana@example.com'],
		['cnpj', '12.345.678/0001-95', '12345678000195'],
	])('of the type %s, written "%s", is sent as %s', async (keyType, key, sent) => {
		expect((await sendPix(keyType, key)).error).toBeUndefined();
		expect(bodies(simulator.current)[0].buttons).toMatchObject([{ key: sent }]);
	});
});

describe('the values of a template', () => {
	const componentsOf = (value: IDataObject) => {
		const entries = templateValuesInput.parse({ value });
		return chosenComponents([], entries, { addIssue: () => undefined, path: [] } as never);
	};

	it('a PDF in the header has the name of its address, and not "Untitled"', () => {
		const link = 'https://example.com/fatura%20julho.pdf';
		expect(componentsOf({ header_file_document: link })).toEqual([
			{
				type: 'header',
				parameters: [{ type: 'document', document: { link, filename: 'fatura julho.pdf' } }],
			},
		]);
	});

	it('a button of the kind FLOW has a field, and its component is sent', () => {
		const buttons = [{ type: 'FLOW', text: 'Sign up', flow_id: 1 }];
		const [value] = listTemplateValues([{ type: 'BUTTONS', buttons }]);
		expect(value).toEqual({ id: 'button_0_flow', label: 'Button "Sign up": token of the flow' });
		expect(componentsOf({ button_0_flow: 'unused' })).toEqual([
			{
				type: 'button',
				sub_type: 'flow',
				index: '0',
				parameters: [{ type: 'action', action: { flow_token: 'unused' } }],
			},
		]);
	});

	it('are on one line, since Meta refuses line breaks', () => {
		expect(componentsOf({ body_1: 'Rua A\nn. 5\tfundos' })).toMatchObject([
			{ parameters: [{ text: 'Rua A n. 5 fundos' }] },
		]);
	});

	it.each(['LOCATION', 'GIF', 'PRODUCT'])('a header with %s leads to Components', (format) => {
		expect(wantsComponents([{ type: 'HEADER', format }])).toBe(true);
	});

	it('name and language are sent without the spaces around them', async () => {
		await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendTemplate',
			values: { recipient: '5511988887777', templateName: 'order_shipped ', language: ' pt_BR ' },
		});
		expect(bodies(simulator.current)[0]).toMatchObject({
			name: 'order_shipped',
			language: 'pt_BR',
		});
	});
});

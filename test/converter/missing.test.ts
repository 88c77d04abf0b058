import { convert } from '../../converter/convert';
import { rules } from '../../converter/sources/evolutionNode/rules';
import { operationOf, table } from '../../converter/table';
import type { NodeJson, WorkflowJson } from '../../converter/workflow';

const old = (parameters: object): NodeJson => ({
	name: 'WhatsApp',
	type: 'n8n-nodes-evolution-api.evolutionApi',
	parameters: { ...parameters },
});
const saidOf = (node: NodeJson) => {
	const { report, result } = convert({ nodes: [node] });
	const [after] = (result as WorkflowJson).nodes as NodeJson[];
	return { after, text: report.lines.map(({ text }) => text).join('\n') };
};

describe('converter: a required field that the old node left empty', () => {
	it('is reported for a group search whose search method n8n did not save: Invite Code or Link', () => {
		const { text } = saidOf(old({ resource: 'groups-api', operation: 'fetch-groups' }));
		expect(text).toContain('Fill in Invite Code or Link. n8n does');
	});

	it.each(rules.map((rule) => [[...rule.from, ...(rule.when ?? [])].join(' / '), rule] as const))(
		'is reported after the conversion of an empty %s',
		(_name, { from: [resource, operation], when }) => {
			const chosen = when === undefined ? {} : { [when[0]]: when[1] };
			const { after, text } = saidOf(old({ resource, operation, ...chosen }));
			const { required } = operationOf(
				String(after.parameters.resource),
				String(after.parameters.operation),
			);
			const always = required.filter(
				({ name, show }) => show.length === 0 && !after.parameters[name],
			);
			for (const { label } of always) expect(text).toMatch(new RegExp(`Fill in .*${label}`));
		},
	);

	it('is not reported when the old node filled it in', () => {
		const { text } = saidOf(
			old({ resource: 'messages-api', operation: 'send-text', messageText: '={{ $json.text }}' }),
		);
		expect(text).not.toContain('Fill in');
	});

	it('can be reported for more than 30 operations', () => {
		expect(table.filter(({ required }) => required.length > 0).length).toBeGreaterThan(30);
	});
});

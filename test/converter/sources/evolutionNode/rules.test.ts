import type { Rule } from '../../../../converter/sources/evolutionNode/rule';
import { rules } from '../../../../converter/sources/evolutionNode/rules';
import type { Field } from '../../../../nodes/EvolutionApi/core/values/field';
import { findOperation } from '../../../support/run';

type Row = [name: string, rule: Rule];

const table = rules.map((rule): Row => [[...rule.from, ...(rule.when ?? [])].join(' / '), rule]);

/** Tells whether the editor has a field at this path, such as `sections.section` or `options.replyTo.values.messageId`. */
function hasField(fields: readonly Field[], [step, ...rest]: readonly string[]): boolean {
	const field = fields.find(({ name }) => name === step);
	if (field === undefined || rest.length === 0) return field !== undefined;
	const options = field.options ?? [];
	const groups = options.flatMap((option) =>
		'values' in option && option.name === rest[0] ? [option.values] : [],
	);
	if (groups.length > 0) {
		const inner = rest.slice(1).filter((part) => !/^\d+$/.test(part));
		return inner.length === 0 || hasField(groups[0], inner);
	}
	return hasField(
		options.filter((option): option is Field & { type: string } => 'type' in option) as Field[],
		rest,
	);
}

describe.each(table)(
	'converter: a node with the operation %s',
	(_name, { to, fields, set = {} }) => {
		it('becomes an operation of the new node that has every field to which a value is moved', () => {
			const operation = findOperation(...to);
			const paths = Object.values(fields).map((place) =>
				typeof place === 'string' ? place : place.to,
			);
			const missing = [...paths, ...Object.keys(set)].filter(
				(path) => !hasField(operation.fields, path.split('.')),
			);
			expect(missing).toEqual([]);
		});
	},
);

/** Versions of a node, and what belongs to which: CONTRIBUTING.md, "Versions of the node". */
import {
	NodeHelpers,
	type INode,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';

import type { Field } from '../nodes/EvolutionApi/core/values/field';

type Conditions = Readonly<Record<string, readonly unknown[] | undefined>>;
type Versions = Pick<INodeTypeDescription, 'version' | 'defaultVersion'>;

/** As n8n writes the condition of a field on the version of its node. */
export const VERSION_CONDITION = '@version';

/** Oldest first. */
export const versionsOf = ({ version }: Versions): number[] =>
	[version].flat().sort((one, other) => one - other);

/** That of a node that is added to a workflow now. */
export const addedVersion = (description: Versions): number =>
	description.defaultVersion ?? Math.max(...versionsOf(description));

/** Whether nodes of a version have a field, whatever the field says of others. */
export function isForVersion(
	{ displayOptions }: Pick<Field, 'displayOptions'>,
	typeVersion: number,
): boolean {
	const only = (conditions: Conditions = {}) =>
		Object.fromEntries(Object.entries(conditions).filter(([name]) => name === VERSION_CONDITION));
	const { show, hide } = displayOptions ?? {};
	const ofVersion = { displayOptions: { show: only(show), hide: only(hide) } } as INodeProperties;
	return NodeHelpers.displayParameter({}, ofVersion, { typeVersion } as INode, null);
}

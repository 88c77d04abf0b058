import type { Field } from '../values/field';

/*
 * A saved workflow keeps the version of the node with which it was made. What such a workflow relies on stays as it was
 * for nodes of that version: CONTRIBUTING.md, "Versions of the node".
 */

/** The field for nodes of this version and newer ones. */
export const sinceVersion = <const Given extends Field>(version: number, field: Given): Given =>
	forVersions({ gte: version }, field);

/** The field for nodes that are older than this version. */
export const beforeVersion = <const Given extends Field>(version: number, field: Given): Given =>
	forVersions({ lt: version }, field);

function forVersions<Given extends Field>(
	condition: { gte: number } | { lt: number },
	field: Given,
): Given {
	const { displayOptions } = field;
	const show = { ...displayOptions?.show, '@version': [{ _cnd: condition }] };
	return { ...field, displayOptions: { ...displayOptions, show } };
}

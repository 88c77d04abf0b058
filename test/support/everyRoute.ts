import { routeVariants } from '../../dev/routeVariants';
import type { Operation } from '../../nodes/EvolutionApi/table/operation';
import { everyVariant } from './fullInput';

/**
 * An operation once for each of its routes, with a name: `create`, or `create of dify`. Where a route is
 * not that of its example, the example is whatever fills in all fields.
 */
export function everyRoute(operation: Operation): Array<[name: string, operation: Operation]> {
	const { value, request, example } = operation;
	return routeVariants(operation).map((variant) => {
		const choice = variant.request.path.split('/')[1];
		if (variant.request.path === request.path) return [value, variant];
		const isOfExample = Object.values(example).includes(choice);
		const own = isOfExample ? variant : { ...variant, example: everyVariant(variant)[0] };
		return [`${value} of ${choice}`, own];
	});
}

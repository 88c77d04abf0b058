import { routeVariants } from '../../dev/routeVariants';
import type { Operation } from '../../nodes/EvolutionApi/table/operation';
import { everyVariant } from './fullInput';

/**
 * Returns a variant of the operation for each route, with a name such as `create`, or `create of dify` if a dropdown determines
 * the route. If the operation's example is for another route, the variant's example has values for all fields.
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

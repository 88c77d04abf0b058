import { routeVariants } from '../../dev/routeVariants';
import type { Operation } from '../../nodes/EvolutionApi/table/operation';
import { everyVariant } from './fullInput';

/**
 * Returns an operation for each of its routes, with a name such as `create`, or `create of dify` for other routes than the
 * example's. If the example doesn't fit the route, its values are replaced by values for all fields.
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

import { numberField } from './fieldKinds';
import { toggle } from './toggle';

const returnAll = toggle(
	'Return All',
	'returnAll',
	'Whether to return all results or only up to a given limit',
);

const limit = numberField('Limit', 'limit', {
	displayOptions: { show: { returnAll: [false] } },
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
});

export const listFields = [returnAll, limit] as const;

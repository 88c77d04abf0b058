import type { Field } from '../../../core/values/field';

export const latitude = {
	displayName: 'Latitude',
	name: 'latitude',
	type: 'number',
	typeOptions: { minValue: -90, maxValue: 90 },
	default: 0,
	required: true,
	description: 'Degrees north of the equator. Negative for south.',
} as const satisfies Field;

export const longitude = {
	displayName: 'Longitude',
	name: 'longitude',
	type: 'number',
	typeOptions: { minValue: -180, maxValue: 180 },
	default: 0,
	required: true,
	description: 'Degrees east of Greenwich. Negative for west.',
} as const satisfies Field;

export const placeName = {
	displayName: 'Place Name',
	name: 'placeName',
	type: 'string',
	default: '',
	placeholder: 'e.g. Our shop',
	description: 'Name to show with the map',
} as const satisfies Field;

export const address = {
	displayName: 'Address',
	name: 'address',
	type: 'string',
	default: '',
	placeholder: 'e.g. Av. Paulista 1000, São Paulo',
	description: 'Address to show below the name',
} as const satisfies Field;

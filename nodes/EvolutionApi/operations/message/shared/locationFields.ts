import { numberField, textField } from '../../../fields/fieldKinds';

export const latitude = numberField('Latitude', 'latitude', {
	typeOptions: { minValue: -90, maxValue: 90 },
	required: true,
	description: 'Degrees north of the equator. Negative for south.',
});

export const longitude = numberField('Longitude', 'longitude', {
	typeOptions: { minValue: -180, maxValue: 180 },
	required: true,
	description: 'Degrees east of Greenwich. Negative for west.',
});

export const placeName = textField('Place Name', 'placeName', {
	placeholder: 'e.g. Our shop',
	description: 'Name to show with the map',
});

export const address = textField('Address', 'address', {
	placeholder: 'e.g. Av. Paulista 1000, São Paulo',
	description: 'Address to show below the name',
});

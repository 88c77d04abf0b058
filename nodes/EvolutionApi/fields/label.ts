import { locatorField } from './fieldKinds';
import { byHand, fromList } from './locatorModes';

export const labelField = locatorField('Label', 'label', {
	required: true,
	description: 'Label of the WhatsApp Business app',
	modes: [fromList('searchLabels', 'Select a label…'), byHand('By ID', 'id', 'e.g. 7')],
});

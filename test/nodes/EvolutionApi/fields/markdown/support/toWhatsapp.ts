import { pictureAsText } from '../../../../../../nodes/EvolutionApi/fields/markdown/pictures';
import { toWhatsappParts } from '../../../../../../nodes/EvolutionApi/fields/markdown/toWhatsapp';

/** Where pictures are not sent: the text, with the address of each picture. */
export const toWhatsapp = (markdown: string): string =>
	toWhatsappParts(markdown)
		.map((part) => (part.picture === undefined ? part.text : pictureAsText(part)))
		.join('\n');

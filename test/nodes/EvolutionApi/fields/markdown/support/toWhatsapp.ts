import { pictureAsText } from '../../../../../../nodes/EvolutionApi/fields/markdown/pictures';
import { toWhatsappParts } from '../../../../../../nodes/EvolutionApi/fields/markdown/toWhatsapp';

/** Each picture becomes text with its URL, as in operations that send no pictures. */
export const toWhatsapp = (markdown: string): string =>
	toWhatsappParts(markdown)
		.map((part) => (part.picture === undefined ? part.text : pictureAsText(part)))
		.join('\n');

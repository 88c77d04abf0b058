import { SENDS, type KnownWords } from '../knownWords';

// Errors about files from Evolution API and its libraries: sharp, ffmpeg, axios, Baileys.

const DOWNLOAD = /^\/chat\/getBase64FromMediaMessage\//;

const IMAGES = 'Use the official image of the server, which has it.';

export const FILE_WORDS: readonly KnownWords[] = [
	// Files that were received.
	{
		example: "TypeError: Cannot read properties of undefined (reading 'ephemeralMessage')",
		words:
			/reading 'ephemeralMessage'|'in' operator to search for 'messageContextInfo'|No message present|no content in message/,
		path: DOWNLOAD,
		message: 'The server has stored this message without its content',
		whatToDo:
			'It could not read the message when it came: ask the person to send it once more, or look at the phone.',
		done: 'no',
	},
	{
		example: 'Failed to convert audio to MP4',
		words: /^Failed to convert audio to MP4/,
		path: DOWNLOAD,
		message: 'The server could not convert the audio to MP4',
		whatToDo:
			'Switch Convert Audio to MP4 off, or install ffmpeg on the server: its official image has it.',
		done: 'no',
	},
	{
		example: 'AxiosError: Request failed with status code 410',
		words:
			/status code (?:403|404|410)|Failed to fetch stream|Media re-upload failed|Failed to re-upload media|No valid media URL|Invalid URL/,
		path: DOWNLOAD,
		message: 'WhatsApp does not have the file of this message any more',
		whatToDo:
			'It keeps files for some weeks, and phones seldom send them again. Download them when they come (Evolution API Trigger → Download Media), or ask the person to send it once more.',
		done: 'no',
		marks: { notFound: true },
	},
	{
		example: 'Error: error:1C800064:Provider routines::bad decrypt',
		words:
			/bad decrypt|Cannot derive from empty media key|wrong final block length|unable to authenticate data/,
		path: DOWNLOAD,
		message: 'The server cannot decrypt the file of this message',
		whatToDo: 'It was stored without its key, or is damaged: ask the person to send it once more.',
		done: 'no',
	},
	{
		example: 'AggregateError',
		words:
			/AggregateError|fetch failed|ECONN(?:RESET|REFUSED)|E(?:HOST|NET)UNREACH|ETIMEDOUT|EPROTO|EAI_AGAIN|ENOTFOUND|timeout of \d+ms|socket hang up|aborted$|terminated$|Premature close|Too many redirects|certificate|status code (?:429|5\d\d)/,
		path: DOWNLOAD,
		message: 'The server does not reach the files of WhatsApp',
		whatToDo:
			'Try again. If it stays so, check that the server reaches the internet (mmg.whatsapp.net), and does not try an IPv6 that its network does not have.',
		done: 'no',
		marks: { mayHeal: true },
	},
	{
		example: 'The message is not of the media type',
		words:
			/^The message is not of the media type|^Template message does not contain a supported media|message is not a media message|Could not determine mediaType|^Error: Invalid media type/,
		path: DOWNLOAD,
		message: 'There is no file in this message',
		whatToDo: 'Check Message ID: only pictures, videos, audio, documents and stickers have one.',
		done: 'no',
	},
	{
		example: "TypeError: Cannot read properties of undefined (reading 'includes')",
		words: /reading 'includes'/,
		path: DOWNLOAD,
		message: 'A WHATSAPP-BUSINESS instance does not look messages up by their ID',
		whatToDo:
			'Add the option Whole Message, with the item of Evolution API Trigger or Message → Get Many, Simplify off.',
		done: 'no',
	},
	{
		example: 'Message not found',
		words: /^Message not found$/,
		path: DOWNLOAD,
		message: 'The server has not stored this message',
		whatToDo:
			'Check Message ID. If the server stores no messages, add the option Whole Message, with the item of Evolution API Trigger, Simplify off.',
		done: 'no',
	},
	{
		// 400, although the request is not wrong: nothing is stored.
		example: 'Media not found',
		words: /^Media not found$/,
		message: 'The storage of the server does not have this file',
		whatToDo:
			'The server stores media only with S3_ENABLED=true, and only from the moment that this is switched on.',
		done: 'no',
		marks: { notFound: true },
	},
	{
		example: 'The Access Key Id you provided does not exist in our records.',
		words:
			/Access Key Id you provided|SignatureDoesNotMatch|request signature we calculated|NoSuchBucket|specified bucket does not exist|S3Error|Invalid(?:Endpoint|BucketName|AccessKeyId|SecretKey|Region|Port)\w*Error|Invalid endPoint|^(?:Error: )?AccessDenied/,
		message: 'The storage of the server (S3, MinIO) refused it',
		whatToDo:
			'Check S3_ENDPOINT (a host name, without https:// and without a path), S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY in the settings of the server.',
		done: 'perhaps',
	},

	// Files that are sent.
	{
		example: 'Error: spawn ffmpeg ENOENT',
		words: /ffmpeg.*(?:ENOENT|not found)|Cannot find ffmpeg|ffmpeg exited/i,
		message: 'The server could not convert the file with ffmpeg',
		whatToDo:
			'If every file fails, ffmpeg is missing on the server: use its official image, or install ffmpeg. Otherwise the file is damaged, or of a format that ffmpeg does not know.',
		done: 'no',
	},
	{
		example: 'Error: No image processing library available',
		words:
			/No image processing library available|Could not load the "sharp" module|Cannot find module 'sharp'/,
		message: 'The server cannot work with pictures: its library sharp is missing',
		whatToDo: IMAGES,
		done: 'no',
	},
	{
		example: 'Error: ENOSPC: no space left on device, write',
		words: /ENOSPC|no space left on device/i,
		message: 'The disk of the server is full',
		whatToDo: 'Make room on the disk of the server, and start it again.',
		done: 'perhaps',
		list: 'stops',
	},
	{
		example: 'Error: EMFILE: too many open files',
		words: /EMFILE|ENFILE|too many open files/i,
		message: 'The server has too many files and connections open',
		whatToDo: 'Start the server again, and raise its limit of open files (ulimit -n).',
		done: 'perhaps',
		list: 'stops',
	},
	{
		example: "Error: EACCES: permission denied, open '/evolution/store/x'",
		words: /EACCES|EROFS|permission denied/i,
		message: 'The server may not write into its own folder',
		whatToDo: 'Give the user of the server the rights to its folders (in Docker, to the volumes).',
		done: 'perhaps',
	},
	{
		example: 'RangeError: Maximum call stack size exceeded',
		words: /Maximum call stack size exceeded|Invalid string length/,
		path: SENDS,
		message: 'The file is too large for this version of the server',
		whatToDo:
			'Before 2.3.7 the server takes no more than 3.3 MB as Base64: update it, send the file by URL, or send it with the source Input Data Field and without Typing Indicator.',
		done: 'no',
	},
	{
		example: 'Error: content length exceeded when encrypting "video"',
		words: /content length exceeded/,
		message: 'The file is larger than WhatsApp takes',
		whatToDo: 'Send a smaller one, or a link to it.',
		done: 'no',
	},
	{
		example: 'Owned media must be a url or base64',
		words:
			/^Owned media must be a url|^File buffer, URL, or base64 audio is required|File or buffer is undefined/,
		message: 'The server takes neither the address nor the content of the file',
		whatToDo:
			'An address must begin with http:// or https://, have a host with a dot in it, and no more than 2,083 characters.',
		done: 'no',
	},
	{
		example: 'Error: Media upload failed on all hosts',
		words: /Media upload failed|upload failed on all hosts/i,
		path: SENDS,
		message: 'The server could not upload the file to WhatsApp',
		whatToDo:
			'Check that the server reaches the internet (mmg.whatsapp.net), also through the proxy of the instance: some let texts through and no files.',
		done: 'no',
	},
	{
		example: 'Input buffer contains unsupported image format',
		words:
			/Failed to get video duration|Failed to convert audio|Input (buffer|file) |Invalid data found when processing input|^(?:Error: )?(?:heif|source|Vips\w+|\w+load\w*):|unsupported image format|corrupt header|bad seek|Could not find MIME for Buffer|Error: Invalid media type/,
		message: 'The server cannot read the file',
		whatToDo:
			'Check that the file is complete, and of the kind that this operation sends: a picture as JPEG or PNG, a video as MP4. HEIC, AVIF and SVG can be sent as documents.',
		done: 'no',
	},
	{
		example: 'MulterError: Unexpected field',
		words: /MulterError|^Unexpected field$|^Unexpected end of form$/,
		message: 'The server does not take the upload',
		whatToDo:
			'Check that no proxy in front of the server changes or cuts uploads, or send the file by URL.',
		done: 'no',
	},
];

import { flag, named, optional, shape, text } from './field.ts';

const mediaFile = {
  id: text('Id to fetch the file with through the Graph API; valid for 7 days.'),
  mime_type: text('What kind of file it is.'),
  sha256: optional(text('Hash of the file, in base64.')),
  url: optional(text('Direct address of the file: needs the access token, valid for 5 minutes, not always sent.')),
};

const caption = optional(text('The words that the user wrote below.'));

export const image = named('Image', shape({ ...mediaFile, caption }, 'A picture.'));

export const video = named('Video', shape({ ...mediaFile, caption }, 'A video.'));

export const audio = named(
  'Audio',
  shape(
    { ...mediaFile, voice: optional(flag('True for a voice message recorded in the chat, false for an audio file.')) },
    'A voice message or an audio file.',
  ),
);

export const document = named(
  'Document',
  shape({ ...mediaFile, filename: optional(text("Name of the file on the sender's device.")), caption }, 'A file.'),
);

export const sticker = named(
  'Sticker',
  shape({ ...mediaFile, animated: optional(flag('Whether the sticker moves.')) }, 'A sticker, always WebP.'),
);

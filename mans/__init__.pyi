from mans.recogniser import Recogniser as Recogniser

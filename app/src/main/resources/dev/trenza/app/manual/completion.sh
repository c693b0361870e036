_trenza_complete() {
    local word=${COMP_WORDS[COMP_CWORD]} command='' option='' prefix='' position=0 i each
    local known first found
    COMPREPLY=()
    _trenza_describe ''
    for ((i = 1; i < COMP_CWORD; i++)); do
        each=${COMP_WORDS[i]}
        # bash takes '--option=value' apart.
        if [[ $each == = ]]; then
            option=${COMP_WORDS[i - 1]}
        elif [[ -n $option ]]; then
            option=''
        elif [[ $each == -* ]]; then
            [[ $each == *=* || " $known " != *" $each="* ]] || option=$each
        elif [[ -z $command ]]; then
            command=$each
            _trenza_describe "$command"
        else
            position=$((position + 1))
            # What follows a program is its own.
            [[ $command != exec ]] || return 0
        fi
    done
    if [[ $word == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 1]} word=''
    elif [[ $word == --*=* ]]; then
        option=${word%%=*} prefix=$option= word=${word#*=}
    fi

    found=''
    if [[ -n $option ]]; then
        each=" $known "
        if [[ $each == *" $option="* ]]; then
            each=${each#*" $option="}
            found=${each%% *}
        fi
    elif [[ $word == -* ]]; then
        # The value of an option is another word.
        for each in $(printf '%s' "$known"); do
            found="$found|${each%%=*}"
        done
    elif [[ $position -eq 0 ]]; then
        found=$first
    fi
    case $found in
        '@task') found=$(_trenza_tasks) ;;
        '@run') found="last $(ls .trenza/runs 2>/dev/null)" ;;
    esac
    # Where nothing is known, the shell completes the names of files.
    [[ -z $found ]] || COMPREPLY=($(compgen -P "$prefix" -W "${found//|/ }" -- "$word"))
}

# Those of this installation are written down here; those of other jars are asked for.
_trenza_tasks() {
    local i jars=''
    for ((i = 1; i < ${#COMP_WORDS[@]}; i++)); do
        case ${COMP_WORDS[i]} in
            --task-path)
                jars=${COMP_WORDS[i + 1]}
                [[ $jars != = ]] || jars=${COMP_WORDS[i + 2]}
                ;;
            --task-path=*) jars=${COMP_WORDS[i]#*=} ;;
        esac
    done
    jars=${jars//\\/}
    jars=${jars/#\~/$HOME}
    [[ -n $jars ]] && "${COMP_WORDS[0]}" tasks --names --task-path "$jars" 2>/dev/null || printf '%s\n' "$_trenza_installed_tasks"
}
